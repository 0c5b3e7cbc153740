import { createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const topKJob = 4;
/** A chunk's vectors stay in the second-level cache while every query passes over them. */
const chunkBytes = 1 << 19;
/** More queries than this are searched in turns, so that their lists stay small. */
const queriesATurn = 256;

/** Rows of floats in the kernels' memory, to be searched by dot product. */
export interface VectorTable {
  readonly rows: number;
  readonly dimensions: number;
  /**
   * For each query the `wanted` rows (or all, when there are fewer) with the largest dot products, best first, exactly; of equal ones the lower row first.
   * Throws a RangeError when a query has other dimensions.
   */
  search(queries: readonly TopKQuery[], wanted: number): TopK[];
  /** Gives the memory back. The table can't be searched after it. */
  release(): void;
}

export interface TopKQuery {
  readonly vector: Float32Array;
  /** One bit a row, lowest first: the rows that may be found. Absent: all. */
  readonly allowed?: Uint8Array | undefined;
}

/** As long as there are rows to be found, at most as many as were wanted. */
export interface TopK {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/** A table of the vectors: rows × dimensions, row by row. Throws a RangeError when their length is no whole number of rows or the memory is full. */
export function createVectorTable(
  vectors: Float32Array,
  dimensions: number,
  engine: Engine = sharedEngine(),
): VectorTable {
  const rows = vectors.length / dimensions;
  if (!Number.isInteger(rows)) throw new RangeError(`${vectors.length} floats are no rows of ${dimensions}`);
  const width = Math.ceil(dimensions / 4) * 4;
  const chunkRows = Math.max(4, Math.floor(chunkBytes / (4 * width) / 4) * 4);
  const chunks = Math.ceil(rows / chunkRows);
  const memory = createArena(engine);
  const address = memory.allocate(4 * rows * width);
  copyRows(vectors, dimensions, engine.floats(address, rows * width), width);
  return {
    rows,
    dimensions,
    release: memory.release,
    search(queries, wanted) {
      if (memory.released) throw new Error('this table of vectors has been released');
      const most = Math.min(wanted, rows);
      const found: TopK[] = [];
      for (let from = 0; from < queries.length; from += queriesATurn) {
        found.push(...searchTurn(queries.slice(from, from + queriesATurn), most));
      }
      return found;
    },
  };

  function searchTurn(queries: readonly TopKQuery[], wanted: number): TopK[] {
    const scratch = createArena(engine);
    try {
      const vectorsAt = scratch.allocate(4 * width * queries.length);
      const placed = new Map<Uint8Array, number>();
      const allowedAt = queries.map(({ vector, allowed }, index) => {
        if (vector.length !== dimensions) {
          throw new RangeError(`a query has ${vector.length} dimensions, the vectors have ${dimensions}`);
        }
        copyRows(vector, dimensions, engine.floats(vectorsAt + 4 * width * index, width), width);
        if (!allowed) return 0;
        if (!placed.has(allowed)) placed.set(allowed, scratch.placeBytes(allowed));
        return placed.get(allowed)!;
      });
      const lists = scratch.allocate(8 * wanted * chunks * queries.length);
      const allowed = scratch.place(Int32Array.from(allowedAt));
      engine.run(
        [topKJob, address, rows, width, chunkRows, vectorsAt, queries.length, wanted, allowed, lists],
        wanted > 0 ? chunks : 0,
      );
      const listOf = (chunk: number, query: number) => lists + 8 * wanted * (chunk * queries.length + query);
      return queries.map((_, query) => {
        const best = createBest(wanted);
        for (let chunk = 0; chunk < chunks; chunk++) {
          const at = listOf(chunk, query);
          best.offer(engine.floats(at, wanted), engine.integers(at + 4 * wanted, wanted));
        }
        return best.list();
      });
    } finally {
      scratch.release();
    }
  }
}

function copyRows(from: Float32Array, dimensions: number, to: Float32Array, width: number): void {
  if (width === dimensions) {
    to.set(from);
    return;
  }
  to.fill(0);
  for (let at = 0, out = 0; at < from.length; at += dimensions, out += width) {
    to.set(from.subarray(at, at + dimensions), out);
  }
}

/** Joins the chunks' lists, which come in the order of their rows: an equal score that comes later loses. */
function createBest(wanted: number): {
  offer(scores: Float32Array, rows: Int32Array): void;
  list(): TopK;
} {
  const bestScores = new Float32Array(wanted);
  const bestRows = new Int32Array(wanted);
  let length = 0;
  return {
    offer(scores, rows) {
      for (let from = 0; from < wanted && rows[from]! >= 0; from++) {
        const score = scores[from]!;
        if (length === wanted && score <= bestScores[wanted - 1]!) return;
        let at = length < wanted ? length++ : wanted - 1;
        for (; at > 0 && bestScores[at - 1]! < score; at--) {
          bestScores[at] = bestScores[at - 1]!;
          bestRows[at] = bestRows[at - 1]!;
        }
        bestScores[at] = score;
        bestRows[at] = rows[from]!;
      }
    },
    list: () => ({ rows: bestRows.subarray(0, length), scores: bestScores.subarray(0, length) }),
  };
}
