import type { Scorer } from '../scorer.ts';
import { logitsOf, type NextItemModel, stateOf } from './model.ts';
import type { Rows } from './steps.ts';

/** How many of the newest own items are asked whether they carry an item. */
const asked = 10;

/**
 * Scores by the chance that the item comes next. The reason is the own item without which, all else alike, the chance would be lowest: the network is run once
 * more without each of the newest ones.
 */
export function nextItemScorer(model: NextItemModel): Scorer {
  const { outputs, offsets } = model.weights;
  const { width } = model.settings;
  return {
    name: 'gru',
    score(profile, scores) {
      scores.fill(0);
      if (profile.item.length === 0) return;
      logitsOf(model.weights, stateOf(model, profile), scores);
      chances(scores);
    },
    why(profile, wanted) {
      let least = logit(profile, wanted);
      let because: number | undefined;
      for (const item of newestItems(profile, wanted)) {
        const without = logit(withoutItem(profile, item), wanted);
        if (without >= least) continue;
        least = without;
        because = item;
      }
      return because === undefined ? undefined : { kind: 'because-of', item: because };
    },
  };

  function logit(rows: Rows, item: number): number {
    const state = stateOf(model, rows);
    let sum = offsets[item]!;
    for (let k = 0; k < width; k++) sum += state[k]! * outputs[item * width + k]!;
    return sum;
  }
}

/** Logits to chances that add up to 1, in place. */
function chances(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of scores) most = Math.max(most, logit);
  let sum = 0;
  for (let item = 0; item < scores.length; item++) {
    scores[item] = Math.exp(scores[item]! - most);
    sum += scores[item]!;
  }
  for (let item = 0; item < scores.length; item++) scores[item]! /= sum;
}

function newestItems({ item }: Rows, but: number): number[] {
  const newest = new Set<number>();
  for (let row = item.length - 1; row >= 0 && newest.size < asked; row--) if (item[row] !== but) newest.add(item[row]!);
  return [...newest];
}

function withoutItem({ item, time, basket }: Rows, without: number): Rows {
  const kept = (_: number, row: number) => item[row] !== without;
  return { item: item.filter(kept), time: time.filter(kept), basket: basket.filter(kept) };
}
