import type { CustomerId, Product, ProductId } from '../warehouse/index.ts';
import { blend } from './blend.ts';
import { type History, type Profile, profileOf } from './history.ts';
import { scorersFrom } from './parts.ts';
import type { Recommender } from './recommender.ts';
import { best } from './top.ts';

/** Which products may stand in a list. A product passes when it passes all that are given. */
export interface Filter {
  /** Leaves out what is known to be sold out. */
  readonly inStock?: boolean;
  /** Only of this category, whatever the case of its letters. */
  readonly category?: string;
  /** In the currency's main unit. Products without a price don't pass. */
  readonly maxPrice?: number;
  /** `deny`: nothing that the customer took before. */
  readonly alreadyBought?: 'allow' | 'deny';
}

export interface Recommendation {
  readonly product_id: ProductId;
  /** The product's id where its title is not known. */
  readonly title: string;
  /** In the currency's main unit; null when not known. */
  readonly price: number | null;
  /** Higher is better; comparable within one list. */
  readonly score: number;
}

/** Up to `limit` products for the customer that pass the filter, best first. A customer whom nobody knows gets what sells. */
export function recommend(
  recommender: Recommender,
  customer: CustomerId,
  { limit, filter = {} }: { readonly limit: number; readonly filter?: Filter },
): Recommendation[] {
  const { history, products, parts, weights } = recommender;
  const profile = profileById(history, customer);
  const denyOwn = filter.alreadyBought === 'deny';
  const scores = new Float64Array(products.length);
  blend(scorersFrom(parts), denyOwn ? weights.new : weights.any, products.length).score(profile, scores);
  const allowed = passes(filter);
  products.forEach((product, item) => {
    if (!allowed(product)) scores[item] = Number.NEGATIVE_INFINITY;
  });
  if (denyOwn) for (const item of profile.item) scores[item] = Number.NEGATIVE_INFINITY;
  return best(scores, limit).map((item) => ({
    product_id: products[item]!.productId,
    title: products[item]!.title ?? products[item]!.productId,
    price: products[item]!.price,
    score: scores[item]!,
  }));
}

function passes({ inStock, category, maxPrice }: Filter): (product: Product) => boolean {
  const wanted = category?.toLowerCase();
  return ({ stock, price, category: own }) =>
    !(inStock && stock !== null && stock <= 0) &&
    (wanted === undefined || own?.toLowerCase() === wanted) &&
    (maxPrice === undefined || (price !== null && price <= maxPrice));
}

const empty: Pick<Profile, 'item' | 'time' | 'basket' | 'quantity' | 'price'> = {
  item: new Int32Array(0),
  time: new Float64Array(0),
  basket: new Int32Array(0),
  quantity: new Float32Array(0),
  price: new Float32Array(0),
};

function profileById(history: History, customer: CustomerId): Profile {
  const index = history.customers.indexOf(customer);
  return index < 0 ? { ...empty, asOf: history.asOf } : profileOf(history, index);
}
