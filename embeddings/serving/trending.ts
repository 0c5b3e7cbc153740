import type { Recommender } from '../recommender.ts';
import type { Filter } from './filter.ts';
import { listed, type Recommendation } from './recommend.ts';

/** What most customers took in the last 28 days, of what passes the filter. */
export function trending(
  recommender: Recommender,
  { limit, filter = {} }: { readonly limit: number; readonly filter?: Filter },
): Recommendation[] {
  const scores = Float64Array.from(recommender.parts.trend);
  return listed(recommender, scores, limit, Math.ceil(limit / 2), filter, new Set());
}
