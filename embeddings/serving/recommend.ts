import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import type { Profile } from '../history.ts';
import type { ListKind, Model } from '../models.ts';
import type { Recommender } from '../recommender.ts';
import { diverse } from './diversify.ts';
import { deniedAgain, type Filter, passes } from './filter.ts';
import { type NewOrder, profileWith } from './profile.ts';
import { warm } from './warm.ts';

export interface RecommendOptions {
  readonly limit: number;
  readonly filter?: Filter;
  /** How many products of one category the list may hold while others can fill it; half of it by default. */
  readonly mostOfACategory?: number;
  /** Orders that came after the training: they count at once. */
  readonly newOrders?: readonly NewOrder[];
  /** What sells to customers of the same segment, by item number: the list of a customer of whom nothing is known. Without it they get what sells to all. */
  readonly sellsToLikes?: Float32Array | undefined;
  /** What ranks, for comparison; the recommender's best way when left out. */
  readonly model?: Model;
}

export interface Recommendation {
  readonly product_id: ProductId;
  /** The product's id where its title is not known. */
  readonly title: string;
  /** In the currency's main unit; null when not known. */
  readonly price: number | null;
  /** Higher is better; comparable within one list. */
  readonly score: number;
  /** The chance that the customer buys it within the horizon; null where the score is no chance. */
  readonly chance: number | null;
}

/**
 * Up to `limit` products for the customer that pass the filter, best first: every product is looked at, so the list is full as long as that many pass.
 * A customer of whom nothing is known gets what sells, to customers of the same segment where that is given.
 */
export function recommend(recommender: Recommender, customer: CustomerId, options: RecommendOptions): Recommendation[] {
  const { limit, filter = {}, mostOfACategory = Math.ceil(limit / 2), newOrders = [], model = 'best' } = options;
  const { products } = recommender;
  const profile = profileWith(recommender, customer, newOrders);
  const scores = new Float64Array(products.length);
  if (isCold(profile) && options.sellsToLikes) scores.set(options.sellsToLikes);
  else warm(recommender).rankers[model][listFor(filter)].score(profile, scores);
  const denied = deniedAgain(filter, profile.item, products);
  const list = listed(recommender, scores, limit, mostOfACategory, filter, denied);
  const chances = model === 'best' && recommender.second && profile.item.length > 0;
  return chances ? list.map((product) => ({ ...product, chance: product.score })) : list;
}

/** Whether nothing is known of the customer, no order and no other event. */
export function isCold({ item, signals }: Profile): boolean {
  return item.length === 0 && signals.item.length === 0;
}

/** Which blend ranks under this filter: that for lists of what the customer never took, or that for any. */
export function listFor({ alreadyBought }: Filter): ListKind {
  return alreadyBought === 'deny' ? 'new' : 'any';
}

/** The products with the best scores that pass, best first. Overwrites `scores`. */
export function listed(
  { products }: Recommender,
  scores: Float64Array,
  limit: number,
  mostOfACategory: number,
  filter: Filter,
  denied: ReadonlySet<number>,
): Recommendation[] {
  const allowed = passes(filter);
  products.forEach((product, item) => {
    if (denied.has(item) || !allowed(product)) scores[item] = Number.NEGATIVE_INFINITY;
  });
  const before = scores.slice();
  return diverse(scores, (item) => products[item]!.category, limit, mostOfACategory).map((item) => ({
    product_id: products[item]!.productId,
    title: products[item]!.title ?? products[item]!.productId,
    price: products[item]!.price,
    score: before[item]!,
    chance: null,
  }));
}
