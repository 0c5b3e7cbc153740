import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import { type ListKind, type Model, models, type Ranker, rankBy } from '../models.ts';
import type { Recommender } from '../recommender.ts';

/** What serving needs beside a recommender's own arrays. */
export interface Warm {
  readonly customerNumber: ReadonlyMap<CustomerId, number>;
  readonly itemNumber: ReadonlyMap<ProductId, number>;
  readonly rankers: Readonly<Record<Model, Readonly<Record<ListKind, Ranker>>>>;
}

const warmed = new WeakMap<Recommender, Warm>();

/** Built at the recommender's first use and kept for as long as it lives: a run over all customers builds it once. */
export function warm(recommender: Recommender): Warm {
  const known = warmed.get(recommender);
  if (known) return known;
  const { history } = recommender;
  const built = {
    customerNumber: new Map(history.customers.map((id, index) => [id, index])),
    itemNumber: new Map(history.items.map((id, index) => [id, index])),
    rankers: Object.fromEntries(
      models.map((model) => [
        model,
        { any: rankBy(recommender, 'any', model), new: rankBy(recommender, 'new', model) },
      ]),
    ) as Warm['rankers'],
  };
  warmed.set(recommender, built);
  return built;
}
