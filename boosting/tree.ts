import type { Random } from '../config/index.ts';
import { type BinnedTable, binsAColumn, cellsABin } from '../kernels/index.ts';

/** A tree as arrays: node n is a leaf where feature[n] is −1. A row goes left when its value is at most the threshold, or is no number. */
export interface Tree {
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  /** One more than `left`. */
  readonly right: Int32Array;
  /** What a leaf adds to the score; of another node what it would add if it were a leaf. */
  readonly value: Float32Array;
}

export interface TreeSettings {
  /** The most leaves of a tree. */
  readonly leaves: number;
  /** The fewest rows of a leaf. */
  readonly leastRows: number;
  /** Added to the curvature of every leaf: draws its value to 0. */
  readonly lambda: number;
  /** The share of columns that a tree may use. */
  readonly columnShare: number;
  readonly learningRate: number;
}

/** A leaf that may be split: its rows are order[start, end). */
interface Leaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly gradient: number;
  readonly hessian: number;
  /** See `BinnedTable.histogram`. */
  readonly histogram: Float64Array;
  split: Split | undefined;
}

interface Split {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

const width = binsAColumn * cellsABin;

/**
 * Grows one tree leaf by leaf, the most gainful split first (Ke et al. 2017: LightGBM), on the gradients and hessians of the table, which must have room for as many histograms as
 * the tree may have leaves; `edges` are where its columns are cut. The first `rows` of the table's order are the rows to learn from; they are rearranged.
 */
export function growTree(
  edges: readonly Float32Array[],
  table: BinnedTable,
  rows: number,
  settings: TreeSettings,
  random: Random,
): Tree {
  const { bins: columns, order, slopes } = table;
  const used = edges.map((_, column) => column).filter((column) => edges[column]!.length > 0);
  const chosen = used.filter(() => settings.columnShare >= 1 || random() < settings.columnShare);
  const allowed = Int32Array.from(chosen.length > 0 ? chosen : used);
  const most = 2 * settings.leaves - 1;
  const tree = {
    feature: new Int16Array(most).fill(-1),
    threshold: new Float32Array(most),
    left: new Int32Array(most),
    right: new Int32Array(most),
    value: new Float32Array(most),
  };
  const scratch = new Int32Array(rows);
  let nodes = 1;
  const leaves = [leafOf(0, 0, rows, table.histogram(allowed, 0, rows))];
  while (leaves.length < settings.leaves) {
    const best = leaves.reduce<Leaf | undefined>(
      (a, b) => (b.split && b.split.gain > (a?.split?.gain ?? 0) ? b : a),
      undefined,
    );
    if (!best) break;
    const { column, bin } = best.split!;
    const middle = partition(best, column, bin);
    setValue(best);
    tree.feature[best.node] = column;
    tree.threshold[best.node] = edges[column]![bin]!;
    tree.left[best.node] = nodes;
    tree.right[best.node] = nodes + 1;
    // The larger child's histogram is the parent's without the smaller's.
    const leftIsSmaller = middle - best.start <= best.end - middle;
    const smaller = leftIsSmaller
      ? table.histogram(allowed, best.start, middle)
      : table.histogram(allowed, middle, best.end);
    const larger = best.histogram;
    for (const allowedColumn of allowed) {
      const from = allowedColumn * width;
      const to = from + (edges[allowedColumn]!.length + 1) * cellsABin;
      for (let i = from; i < to; i++) larger[i] = larger[i]! - smaller[i]!;
    }
    leaves.splice(
      leaves.indexOf(best),
      1,
      leafOf(nodes, best.start, middle, leftIsSmaller ? smaller : larger),
      leafOf(nodes + 1, middle, best.end, leftIsSmaller ? larger : smaller),
    );
    nodes += 2;
  }
  leaves.forEach(setValue);
  return {
    feature: tree.feature.slice(0, nodes),
    threshold: tree.threshold.slice(0, nodes),
    left: tree.left.slice(0, nodes),
    right: tree.right.slice(0, nodes),
    value: tree.value.slice(0, nodes),
  };

  function setValue({ node, gradient, hessian }: Leaf): void {
    tree.value[node] = (-settings.learningRate * gradient) / (hessian + settings.lambda);
  }

  function leafOf(node: number, start: number, end: number, histogram: Float64Array): Leaf {
    let gradient = 0;
    let hessian = 0;
    for (let i = start; i < end; i++) {
      gradient += slopes[2 * order[i]!]!;
      hessian += slopes[2 * order[i]! + 1]!;
    }
    const leaf: Leaf = { node, start, end, gradient, hessian, histogram, split: undefined };
    if (end - start >= 2 * settings.leastRows) leaf.split = bestSplit(leaf);
    return leaf;
  }

  function bestSplit({ histogram, gradient, hessian, start, end }: Leaf): Split | undefined {
    const { lambda, leastRows } = settings;
    const parent = (gradient * gradient) / (hessian + lambda);
    let best: Split | undefined;
    for (const column of allowed) {
      let g = 0;
      let h = 0;
      let rows = 0;
      for (let bin = 0; bin < edges[column]!.length; bin++) {
        const cell = column * width + bin * cellsABin;
        g += histogram[cell]!;
        h += histogram[cell + 1]!;
        rows += histogram[cell + 2]!;
        if (rows < leastRows) continue;
        if (end - start - rows < leastRows) break;
        const gain = (g * g) / (h + lambda) + (gradient - g) ** 2 / (hessian - h + lambda) - parent;
        if (gain > (best?.gain ?? 1e-9)) best = { gain, column, bin, gradient: g, hessian: h, rows };
      }
    }
    return best;
  }

  /** Puts the leaf's rows that go left before those that go right, each in their order. Returns where the right ones begin. */
  function partition({ start, end }: Leaf, column: number, bin: number): number {
    const bins = columns[column]!;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      if (bins[row]! <= bin) order[left++] = row;
      else scratch[right++] = row;
    }
    order.set(scratch.subarray(0, right), left);
    return left;
  }
}

/** Adds what the tree says of every row to the scores. */
export function addTree(tree: Tree, columns: readonly Float32Array[], scores: Float64Array): void {
  const { feature, threshold, left, right, value } = tree;
  for (let row = 0; row < scores.length; row++) {
    let node = 0;
    for (let column = feature[0]!; column >= 0; column = feature[node]!) {
      node = columns[column]![row]! > threshold[node]! ? right[node]! : left[node]!;
    }
    scores[row] = scores[row]! + value[node]!;
  }
}
