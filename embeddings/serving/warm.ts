import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import { type Blend, blend } from '../blend.ts';
import { scorersFrom } from '../parts.ts';
import type { Recommender } from '../recommender.ts';

/** What serving needs beside a recommender's own arrays. */
export interface Warm {
  readonly customerNumber: ReadonlyMap<CustomerId, number>;
  readonly itemNumber: ReadonlyMap<ProductId, number>;
  readonly any: Blend;
  readonly new: Blend;
}

const warmed = new WeakMap<Recommender, Warm>();

/** Built at the recommender's first use and kept for as long as it lives: a run over all customers builds it once. */
export function warm(recommender: Recommender): Warm {
  const known = warmed.get(recommender);
  if (known) return known;
  const { history, products, parts, weights } = recommender;
  const scorers = scorersFrom(parts);
  const built = {
    customerNumber: new Map(history.customers.map((id, index) => [id, index])),
    itemNumber: new Map(history.items.map((id, index) => [id, index])),
    any: blend(scorers, weights.any, products.length),
    new: blend(scorers, weights.new, products.length),
  };
  warmed.set(recommender, built);
  return built;
}
