import { expectedCalibrationError, ndcgAt, recallAt } from '../evaluation/index.ts';

/** One customer's list, best first, with the scores, and what the customer took. */
export interface ScoredList {
  readonly ranked: readonly number[];
  readonly scores: readonly number[];
  readonly relevant: ReadonlySet<number>;
}

export type Figures = Readonly<Record<string, number>>;

/** The mean over the lists of Recall and NDCG at each length. */
export function accuracy(lists: readonly ScoredList[], lengths: readonly number[]): Figures {
  const mean = (of: typeof recallAt, k: number) =>
    lists.reduce((sum, { ranked, relevant }) => sum + of(ranked, relevant, k), 0) / lists.length;
  return Object.fromEntries(
    lengths.flatMap((k) => [
      [`recall@${k}`, mean(recallAt, k)],
      [`ndcg@${k}`, mean(ndcgAt, k)],
    ]),
  );
}

/**
 * How varied the lists are. `coverage`: the share of the items that somebody took which stand in some list; `novelty`: the mean over all places of
 * −log₂(share of customers who took the item); `differing`: how likely two customers' lists are not the same products in the same order.
 * `customers`: by item, how many took it; `everybody`: how many customers there are.
 */
export function variety(lists: readonly ScoredList[], customers: ArrayLike<number>, everybody: number): Figures {
  const listed = new Set<number>();
  const alike = new Map<string, number>();
  let surprise = 0;
  let places = 0;
  for (const { ranked } of lists) {
    const key = ranked.join();
    alike.set(key, (alike.get(key) ?? 0) + 1);
    for (const item of ranked) {
      listed.add(item);
      surprise -= Math.log2(Math.max(1, customers[item]!) / everybody);
      places++;
    }
  }
  const taken = Array.from(customers).filter((count) => count > 0).length;
  const pairs = lists.length * (lists.length - 1);
  const same = [...alike.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return { coverage: listed.size / taken, novelty: surprise / places, differing: pairs > 0 ? 1 - same / pairs : 0 };
}

/** How far the scores, taken as chances to buy, are from how often that came true: the expected calibration error over all places, in ten bins. */
export function calibrationError(lists: readonly ScoredList[]): number {
  const chances = lists.flatMap(({ scores }) => scores);
  const bought = lists.flatMap(({ ranked, relevant }) => ranked.map((item) => Number(relevant.has(item))));
  return expectedCalibrationError(bought, chances);
}
