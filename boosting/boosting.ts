import type { Random } from '../config/index.ts';
import { createBinnedTable, type Engine } from '../kernels/index.ts';
import { edgesOf } from './edges.ts';
import { addTree, growTree, type Tree, type TreeSettings } from './tree.ts';

/** Trees whose sum, with the base, is the logit of a chance. */
export interface Boosting {
  readonly base: number;
  readonly trees: readonly Tree[];
}

export interface BoostingSettings extends TreeSettings {
  /** The most trees. */
  readonly trees: number;
  /** The share of rows that each tree learns from. */
  readonly rowShare: number;
}

/** A table by columns, with 0 or 1 for each row, and how much each row counts (1 when left out). */
export interface Table {
  readonly columns: readonly Float32Array[];
  readonly labels: Uint8Array;
  readonly weights?: Float32Array;
}

/**
 * Fits trees to the logistic loss. With `validate` (the loss of the scores on rows kept apart; called after each tree with their logits) it stops when that has not fallen
 * for `patience` trees and keeps those up to the best. The same table and random numbers give the same trees whatever the number of the engine's threads.
 */
export function fitBoosting(
  { columns, labels, weights }: Table,
  settings: BoostingSettings,
  random: Random,
  held?: {
    readonly columns: readonly Float32Array[];
    readonly validate: (logits: Float64Array) => number;
    readonly patience: number;
  },
  engine?: Engine,
): Boosting {
  const edges = columns.map(edgesOf);
  const base = baseLogit(labels, weights);
  const table = createBinnedTable(
    columns.map((values, c) => ({ values, edges: edges[c]! })),
    settings.leaves,
    engine,
  );
  try {
    table.scores.fill(base);
    const heldScores = held && new Float64Array(held.columns[0]!.length).fill(base);
    const trees: Tree[] = [];
    let best = { loss: Number.POSITIVE_INFINITY, trees: 0 };
    while (trees.length < settings.trees) {
      writeSlopes(table.slopes, table.scores, labels, weights);
      const rows = drawRows(table.order, settings.rowShare, random);
      const tree = growTree(edges, table, rows, settings, random);
      if (tree.feature[0] === -1) break;
      trees.push(tree);
      table.addTree({ column: tree.feature, cut: cutsOf(tree, edges), left: tree.left, value: tree.value });
      if (!held) continue;
      addTree(tree, held.columns, heldScores!);
      const loss = held.validate(heldScores!);
      if (loss < best.loss) best = { loss, trees: trees.length };
      else if (trees.length - best.trees >= held.patience) break;
    }
    return { base, trees: held ? trees.slice(0, best.trees) : trees };
  } finally {
    table.release();
  }
}

/** The logit of every row of a table by columns. */
export function predictLogits(model: Boosting, columns: readonly Float32Array[]): Float64Array {
  const scores = new Float64Array(columns[0]!.length).fill(model.base);
  for (const tree of model.trees) addTree(tree, columns, scores);
  return scores;
}

/** The loss's gradient and hessian by each row's score, side by side. */
function writeSlopes(
  slopes: Float32Array,
  scores: Float64Array,
  labels: Uint8Array,
  weights: Float32Array | undefined,
): void {
  for (let row = 0; row < labels.length; row++) {
    const p = 1 / (1 + Math.exp(-scores[row]!));
    const weight = weights ? weights[row]! : 1;
    slopes[2 * row] = weight * (p - labels[row]!);
    slopes[2 * row + 1] = weight * p * (1 - p);
  }
}

/** Writes the numbers of all rows, or of a random share of them, ascending, and returns how many these are. */
function drawRows(order: Int32Array, share: number, random: Random): number {
  let drawn = 0;
  for (let row = 0; row < order.length; row++) if (share >= 1 || random() < share) order[drawn++] = row;
  return drawn;
}

/** The bin that each node's threshold ends. */
function cutsOf({ feature, threshold }: Tree, edges: readonly Float32Array[]): Uint8Array {
  return Uint8Array.from(feature, (column, node) => (column < 0 ? 0 : edges[column]!.indexOf(threshold[node]!)));
}

/** The logit of the mean label, kept away from certainty. */
function baseLogit(labels: Uint8Array, weights: Float32Array | undefined): number {
  let ones = 0.5;
  let all = 1;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights ? weights[row]! : 1;
    ones += weight * labels[row]!;
    all += weight;
  }
  return Math.log(ones / (all - ones));
}
