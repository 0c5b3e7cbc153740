import type { ProductId } from '../../warehouse/index.ts';
import type { Recommender } from '../recommender.ts';
import type { Filter } from './filter.ts';
import { listed, type Recommendation } from './recommend.ts';
import { knownItem } from './similar.ts';

/** Baskets that hold both: fewer are chance. */
const fewestTogether = 2;

/**
 * The products that lie in the same baskets as this one and pass the filter, best first: baskets with both, divided by the root of the baskets with each (cosine). Shorter than `limit` where
 * fewer were bought together at least twice. Throws a UserError for a product that is not known.
 */
export function boughtTogether(
  recommender: Recommender,
  product: ProductId,
  { limit, filter = {} }: { readonly limit: number; readonly filter?: Filter },
): Recommendation[] {
  const wanted = knownItem(recommender, product);
  const { products } = recommender;
  const alone = new Int32Array(products.length);
  const together = new Int32Array(products.length);
  for (const basket of baskets(recommender)) {
    const holds = basket.includes(wanted);
    for (const item of basket) {
      alone[item]!++;
      if (holds) together[item]!++;
    }
  }
  const scores = Float64Array.from(together, (both, item) =>
    both < fewestTogether ? Number.NEGATIVE_INFINITY : both / Math.sqrt(alone[item]! * alone[wanted]!),
  );
  return listed(recommender, scores, limit, limit, filter, new Set([wanted]));
}

function* baskets({ history: { start, item, basket } }: Recommender): Generator<Int32Array> {
  for (let customer = 0; customer + 1 < start.length; customer++) {
    for (let from = start[customer]!; from < start[customer + 1]!; ) {
      let to = from + 1;
      while (to < start[customer + 1]! && basket[to] === basket[from]) to++;
      yield item.subarray(from, to);
      from = to;
    }
  }
}
