import { millisecondsPerDay } from '../config/index.ts';
import type { Profile } from './history.ts';
import type { Scorer } from './scorer.ts';

/**
 * How often the customer took the item before: baskets that hold it, each counted ½^(age / halfLife). An infinite half-life counts all alike.
 * The strongest single rule where customers buy again.
 */
export function frequencyScorer(name: 'frequency' | 'recent-frequency', halfLifeDays: number): Scorer {
  return {
    name,
    score({ item, time, asOf }, scores) {
      scores.fill(0);
      for (let row = 0; row < item.length; row++) {
        scores[item[row]!]! += 0.5 ** ((asOf - time[row]!) / millisecondsPerDay / halfLifeDays);
      }
    },
    carried({ item, time, asOf }, wanted) {
      let amount = 0;
      for (let row = 0; row < item.length; row++) {
        if (item[row] === wanted) amount += 0.5 ** ((asOf - time[row]!) / millisecondsPerDay / halfLifeDays);
      }
      return new Map(amount > 0 ? [[wanted, amount]] : []);
    },
    why(profile, item) {
      const { baskets, last } = ownBaskets(profile, item);
      return baskets > 0 ? { kind: 'own', baskets, last } : undefined;
    },
  };
}

function ownBaskets({ item: items, time }: Profile, item: number): { baskets: number; last: number } {
  let baskets = 0;
  let last = 0;
  for (let row = 0; row < items.length; row++) {
    if (items[row] !== item) continue;
    baskets++;
    last = time[row]!;
  }
  return { baskets, last };
}
