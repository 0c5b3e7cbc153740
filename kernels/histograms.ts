import { createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const histogramJob = 7;
const treeJob = 8;
const binningJob = 9;
const columnsAChunk = 4;
const rowsAChunk = 8192;

/** Of a histogram: gradients, hessians, rows. */
export const cellsABin = 3;
export const binsAColumn = 256;

/** A column and where it is cut, ascending, at most 255 times. Bin k holds the values in (edges[k − 1], edges[k]]; what is no number lies below everything. */
export interface CutColumn {
  readonly values: Float32Array;
  readonly edges: Float32Array;
}

/** A tree over bins, node by node. */
export interface BinnedTree {
  /** The column that a node asks; −1 for a leaf. */
  readonly column: ArrayLike<number>;
  /** The highest bin that goes left. */
  readonly cut: ArrayLike<number>;
  /** Of the left child; the right one is the next. */
  readonly left: ArrayLike<number>;
  /** What a leaf adds to the score. */
  readonly value: Float32Array;
}

/** A table in bins, in the kernels' memory, with what boosted trees are grown by. The arrays are the caller's to fill; views of memory that is gone after `release`. */
export interface BinnedTable {
  /** By column, per row. */
  readonly bins: readonly Uint8Array[];
  /** Per row: gradient, hessian. */
  readonly slopes: Float32Array;
  /** Per row. */
  readonly scores: Float64Array;
  /** Numbers of rows, as many as there are rows. */
  readonly order: Int32Array;
  /**
   * Sums over the rows order[start, end), in that order: at (binsAColumn · column + bin) · cellsABin, of those columns; what is elsewhere is not defined. It is a view that stays as it is until the
   * table has been asked for `histograms` more.
   */
  histogram(columns: Int32Array, start: number, end: number): Float64Array;
  /** Adds what the tree says of every row to its score. */
  addTree(tree: BinnedTree): void;
  release(): void;
}

/** A table with room for that many histograms at a time. The same bytes whatever the number of threads. */
export function createBinnedTable(
  columns: readonly CutColumn[],
  histograms: number,
  engine: Engine = sharedEngine(),
): BinnedTable {
  const rows = columns[0]?.values.length ?? 0;
  const memory = createArena(engine);
  try {
    const bins = memory.allocate(rows * columns.length);
    columns.forEach((column, c) => {
      cut(engine, column, bins + c * rows);
    });
    const [slopes, scores, order] = [memory.allocate(8 * rows), memory.allocate(8 * rows), memory.allocate(4 * rows)];
    const chosen = memory.allocate(4 * columns.length);
    const length = columns.length * binsAColumn * cellsABin;
    const sums = Array.from({ length: histograms }, () => memory.allocate(8 * length));
    let next = 0;
    return {
      bins: columns.map((_, c) => engine.bytes(bins + c * rows, rows)),
      slopes: engine.floats(slopes, 2 * rows),
      scores: engine.doubles(scores, rows),
      order: engine.integers(order, rows),
      histogram(of, start, end) {
        const to = sums[next++ % histograms]!;
        engine.integers(chosen, of.length).set(of);
        engine.run(
          [histogramJob, bins, rows, chosen, of.length, order + 4 * start, end - start, slopes, to],
          Math.ceil(of.length / columnsAChunk),
        );
        return engine.doubles(to, length);
      },
      addTree(tree) {
        const nodes = createArena(engine);
        try {
          const words = new Int32Array(4 * tree.value.length);
          const values = new Float32Array(words.buffer);
          for (let node = 0; node < tree.value.length; node++) {
            words.set([tree.column[node]!, tree.cut[node]!, tree.left[node]!], 4 * node);
            values[4 * node + 3] = tree.value[node]!;
          }
          engine.run([treeJob, bins, rows, nodes.place(words), scores, rowsAChunk], Math.ceil(rows / rowsAChunk));
        } finally {
          nodes.release();
        }
      },
      release: memory.release,
    };
  } catch (error) {
    memory.release();
    throw error;
  }
}

function cut(engine: Engine, { values, edges }: CutColumn, bins: number): void {
  const memory = createArena(engine);
  try {
    const padded = new Float32Array(binsAColumn - 1).fill(Number.POSITIVE_INFINITY);
    padded.set(edges);
    const words = [binningJob, memory.place(values), memory.place(padded), bins, values.length, rowsAChunk];
    engine.run(words, Math.ceil(values.length / rowsAChunk));
  } finally {
    memory.release();
  }
}
