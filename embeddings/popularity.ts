import { millisecondsPerDay } from '../config/index.ts';
import type { History } from './history.ts';
import type { Scorer } from './scorer.ts';

/** How many customers took each item in the last `days` days; items that nobody took then follow by all their customers. */
export function fitPopularity(history: History, days: number): Float32Array {
  const scores = new Float32Array(history.items.length);
  const everybody = new Float32Array(history.items.length);
  for (let c = 0; c < history.customers.length; c++) {
    const lately = new Set<number>();
    const ever = new Set<number>();
    for (let row = history.start[c]!; row < history.start[c + 1]!; row++) {
      ever.add(history.item[row]!);
      if (history.asOf - history.time[row]! <= days * millisecondsPerDay) lately.add(history.item[row]!);
    }
    for (const item of ever) everybody[item]!++;
    for (const item of lately) scores[item]!++;
  }
  for (let item = 0; item < scores.length; item++) {
    scores[item]! += (0.5 * everybody[item]!) / (1 + history.customers.length);
  }
  return scores;
}

/** Ranks by `counts` for everybody; what new customers get. */
export function popularityScorer(counts: Float32Array, name: 'popularity' | 'trend', days: number): Scorer {
  return {
    name,
    score: (_, scores) => scores.set(counts),
    why: (_, item) => (counts[item]! > 0 ? { kind: 'popular', customers: Math.floor(counts[item]!), days } : undefined),
  };
}
