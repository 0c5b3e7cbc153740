import type { Random } from '../config/index.ts';
import { binColumn } from './bins.ts';
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
 * for `patience` trees and keeps those up to the best.
 */
export function fitBoosting(
  table: Table,
  settings: BoostingSettings,
  random: Random,
  held?: {
    readonly columns: readonly Float32Array[];
    readonly validate: (logits: Float64Array) => number;
    readonly patience: number;
  },
): Boosting {
  const rows = table.labels.length;
  const columns = table.columns.map(binColumn);
  const base = baseLogit(table);
  const scores = new Float64Array(rows).fill(base);
  const gradients = new Float32Array(rows);
  const hessians = new Float32Array(rows);
  const everyRow = Int32Array.from({ length: rows }, (_, row) => row);
  const heldScores = held && new Float64Array(held.columns[0]!.length).fill(base);
  const trees: Tree[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, trees: 0 };
  while (trees.length < settings.trees) {
    for (let row = 0; row < rows; row++) {
      const p = 1 / (1 + Math.exp(-scores[row]!));
      const weight = table.weights ? table.weights[row]! : 1;
      gradients[row] = weight * (p - table.labels[row]!);
      hessians[row] = weight * p * (1 - p);
    }
    const tree = growTree(
      columns,
      gradients,
      hessians,
      drawRows(everyRow, settings.rowShare, random),
      settings,
      random,
    );
    if (tree.feature[0] === -1) break;
    trees.push(tree);
    addTree(tree, table.columns, scores);
    if (!held) continue;
    addTree(tree, held.columns, heldScores!);
    const loss = held.validate(heldScores!);
    if (loss < best.loss) best = { loss, trees: trees.length };
    else if (trees.length - best.trees >= held.patience) break;
  }
  return { base, trees: held ? trees.slice(0, best.trees) : trees };
}

/** The logit of every row of a table by columns. */
export function predictLogits(model: Boosting, columns: readonly Float32Array[]): Float64Array {
  const scores = new Float64Array(columns[0]!.length).fill(model.base);
  for (const tree of model.trees) addTree(tree, columns, scores);
  return scores;
}

/** A copy of the rows, or a random share of them in their order. */
function drawRows(rows: Int32Array, share: number, random: Random): Int32Array {
  return share >= 1 ? rows.slice() : rows.filter(() => random() < share);
}

/** The logit of the mean label, kept away from certainty. */
function baseLogit({ labels, weights }: Table): number {
  let ones = 0.5;
  let all = 1;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights ? weights[row]! : 1;
    ones += weight * labels[row]!;
    all += weight;
  }
  return Math.log(ones / (all - ones));
}
