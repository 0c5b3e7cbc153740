import { UserError } from '../../config/index.ts';
import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import { logitsOf } from '../next-item/model.ts';
import type { Recommender } from '../recommender.ts';
import { customerState } from './customer-state.ts';
import { deniedAgain, type Filter } from './filter.ts';
import { hasFactors, vectorFilter } from './item-vectors.ts';
import { type NewOrder, profileWith } from './profile.ts';
import { listed, type Recommendation } from './recommend.ts';
import { inStore, recommendations, type VectorRoom } from './vector-room.ts';

export interface NextProductsOptions {
  readonly limit: number;
  readonly filter?: Filter;
  /** What came after the training: each moves the customer's vector by one step of the network. */
  readonly newOrders?: readonly NewOrder[];
}

/**
 * The products that the network over items expects next of a customer, best first, of those that pass the filter and that somebody took: the customer's vector searched for among the
 * products' in the store. Scores are logits, comparable within one list. While the store is away, or holds another training's vectors, the recommender's own are searched.
 * Throws a UserError where the recommender has no such network.
 */
export async function nextProducts(
  recommender: Recommender,
  { store, text }: VectorRoom,
  customer: CustomerId,
  { limit, filter = {}, newOrders = [] }: NextProductsOptions,
): Promise<Recommendation[]> {
  const { parts, products } = recommender;
  const model = parts.nextItem;
  if (!model) {
    throw new UserError(
      'the recommender has no network over items: it is learnt where rows are single choices (ratings, likes, views), not lines of orders',
    );
  }
  const state = customerState(recommender, model, customer, newOrders);
  const denied = deniedAgain(filter, profileWith(recommender, customer, newOrders).item, products);
  const deniedProducts = [...denied].map((item): ProductId => products[item]!.productId);
  const narrowed = { ...filter, withoutProducts: new Set([...(filter.withoutProducts ?? []), ...deniedProducts]) };
  const query = Float32Array.of(...state, 1);
  const search = { vector: 'next_item', query, limit, filter: vectorFilter(narrowed) };
  const found = await inStore(recommender, { store, text }, search);
  if (found) return recommendations(recommender, found);
  const scores = new Float64Array(products.length);
  logitsOf(model.weights, state, scores);
  for (const item of scores.keys()) if (!hasFactors(recommender, item)) scores[item] = Number.NEGATIVE_INFINITY;
  return listed(recommender, scores, limit, limit, narrowed, denied);
}
