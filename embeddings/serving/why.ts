import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import type { Recommender } from '../recommender.ts';
import { profileWith } from './profile.ts';
import { isCold, listFor, type RecommendOptions } from './recommend.ts';
import { warm } from './warm.ts';

/** What carried a product into a customer's list. `score` is `everybody` and all the amounts together, to within 10⁻⁶ of the list's. */
export interface Why {
  readonly score: number;
  /** The customer's own products that speak for it or, below 0, against it; the strongest first. */
  readonly own: readonly OwnReason[];
  /** What all customers buy. */
  readonly everybody: number;
}

export interface OwnReason {
  readonly product_id: ProductId;
  readonly title: string;
  readonly amount: number;
  /** In how many baskets the customer took it. */
  readonly baskets: number;
}

/** Why the product stands where it does in the list that `recommend` gives under the same options. Throws a RangeError for a product that the recommender does not know. */
export function why(
  recommender: Recommender,
  customer: CustomerId,
  product: ProductId,
  {
    filter = {},
    newOrders = [],
    model = 'best',
    sellsToLikes,
  }: Pick<RecommendOptions, 'filter' | 'newOrders' | 'model' | 'sellsToLikes'> = {},
): Why {
  const { itemNumber, rankers } = warm(recommender);
  const item = itemNumber.get(product);
  if (item === undefined) throw new RangeError(`the recommender knows no product “${product}”: train it again`);
  const profile = profileWith(recommender, customer, newOrders);
  if (isCold(profile) && sellsToLikes) return { score: sellsToLikes[item]!, own: [], everybody: sellsToLikes[item]! };
  const { own, everybody } = rankers[model][listFor(filter)].carried(profile, item);
  const reasons = [...own].map(([by, amount]) => ({
    product_id: recommender.products[by]!.productId,
    title: recommender.products[by]!.title ?? recommender.products[by]!.productId,
    amount,
    baskets: profile.item.reduce((count, taken) => count + Number(taken === by), 0),
  }));
  return {
    score: reasons.reduce((sum, { amount }) => sum + amount, everybody),
    own: reasons.filter(({ amount }) => amount !== 0).sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)),
    everybody,
  };
}
