import type { ChanceModel } from './chance-model.ts';
import { fitLogistic } from './logistic.ts';

/** Chances in the places that lists show: the logits, whether each came true where that is known, and how much each place counts. */
export interface Places {
  readonly logits: readonly number[];
  readonly labels: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Features grow as a history does, and logits with them, while how often customers take what is put first hardly changes; but a shop may change. So much of the intercept keeps the level of then, and the
 * rest is what the other models missed it by. On Online Retail's earlier windows the error was .025, .018, .016, .015 at shares of 0, ½, ¾ and 1; in a small stationary shop less is better.
 */
const levelShare = 0.75;
/** Fewer places that came true, or did not, tell nothing of a level. */
const fewest = 20;
const penalty = 1;
const halvings = 50;

/**
 * The model whose chances in its lists' first places are about as often true as they were in an earlier window. `then` are the places of models that had not seen that window, with what came of
 * them: they give the slope (Platt 1999) and the level. `now` are the model's own places at this moment, of which nobody knows yet what will come.
 */
export function levelled(model: ChanceModel, then: Places, now: Places): ChanceModel {
  const hits = then.labels.reduce((sum, label) => sum + label, 0);
  if (hits < fewest || then.labels.length - hits < fewest || now.logits.length === 0) return model;
  const { weights, deviations } = fitLogistic([Float32Array.from(then.logits)], Uint8Array.from(then.labels), penalty);
  const slope = Math.max(0.1, weights[0]! / deviations[0]!);
  const level = hits / then.labels.length;
  const intercept = levelShare * interceptFor(level, slope, now) + (1 - levelShare) * interceptFor(level, slope, then);
  return { ...model, slope: model.slope * slope, intercept: slope * model.intercept + intercept };
}

/** The intercept with which the chances sigmoid(slope · logit + intercept) are `level` on the weighted mean, by halving. */
function interceptFor(level: number, slope: number, { logits, weights }: Places): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [low, high] = [-30, 30];
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (low + high) / 2;
    const mean = logits.reduce((sum, logit, place) => {
      return sum + weights[place]! / (1 + Math.exp(-slope * logit - middle)) / total;
    }, 0);
    if (mean < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
