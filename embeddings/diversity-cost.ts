import type { Case } from './learn-weights.ts';
import { accuracy, type Figures, type ScoredList, variety } from './list-figures.ts';
import type { ListKind, Ranker } from './models.ts';
import type { Recommender } from './recommender.ts';
import { diverse } from './serving/diversify.ts';

const listLength = 20;
/** How many products of one category a list may hold: all, half as by default, a few. */
const mostOfACategory = { off: listLength, default: listLength / 2, high: 3 };

/** What lists lose and gain by being diverse: Recall and NDCG at 20, coverage, novelty and how many lists differ, at three strengths. `customers`: by item, how many took it. */
export function diversityCost(
  { products, history }: Recommender,
  cases: readonly Case[],
  ranker: Ranker,
  kind: ListKind,
  customers: ArrayLike<number>,
): Record<keyof typeof mostOfACategory, Figures> {
  const lists: Record<keyof typeof mostOfACategory, ScoredList[]> = { off: [], default: [], high: [] };
  const strengths = Object.keys(lists) as (keyof typeof lists)[];
  const scores = new Float64Array(products.length);
  for (const { profile, relevant } of cases) {
    const own = new Set(kind === 'new' ? profile.item : []);
    const wanted = new Set([...relevant].filter((item) => !own.has(item)));
    if (wanted.size === 0) continue;
    ranker.score(profile, scores);
    for (const item of own) scores[item] = Number.NEGATIVE_INFINITY;
    for (const strength of strengths) {
      const ranked = diverse(scores.slice(), (item) => products[item]!.category, listLength, mostOfACategory[strength]);
      lists[strength].push({ ranked, scores: ranked.map((item) => scores[item]!), relevant: wanted });
    }
  }
  const figures = (own: readonly ScoredList[]) => ({
    ...accuracy(own, [listLength]),
    ...variety(own, customers, history.customers.length),
  });
  return { off: figures(lists.off), default: figures(lists.default), high: figures(lists.high) };
}
