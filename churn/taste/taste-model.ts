import type { ProductId, Purchases } from '../../warehouse/index.ts';
import type { Snapshot } from '../snapshot.ts';

/** Directions in the space of products that customers are told apart by; chosen on earlier cutoffs (docs/churn.md). */
export const tasteDirections = 16;

export const tasteFeatureNames = Array.from(
  { length: tasteDirections },
  (_, direction) => `taste ${direction + 1}` as const,
) as readonly `taste ${number}`[];

/** Where products lie in a space in which those lie close together that the same customers buy. */
export interface TasteModel {
  readonly products: readonly ProductId[];
  /** Per product: the rarer it is bought the more it tells. */
  readonly weights: readonly number[];
  /** Products × directions, row by row. */
  readonly vectors: readonly number[];
}

/** What a customer bought before a moment, each product once. */
export interface Basket {
  /** Index into `Purchases.products`. */
  readonly product: readonly number[];
  /** log(2 + money paid for it so far), so that things without a price count too. */
  readonly amount: readonly number[];
}

/** What customer `customer` (an index into `Orders.customers`) bought before `cutoff`. */
export function basketBefore({ offsets, product, time, value }: Purchases, customer: number, cutoff: number): Basket {
  const basket = { product: [] as number[], amount: [] as number[] };
  const end = offsets[customer + 1]!;
  for (let at = offsets[customer]!; at < end; ) {
    const bought = product[at]!;
    let paid = 0;
    let any = false;
    for (; at < end && product[at] === bought; at++) {
      if (time[at]! >= cutoff) continue;
      paid += value[at]!;
      any = true;
    }
    if (!any) continue;
    basket.product.push(bought);
    basket.amount.push(Math.log(2 + paid));
  }
  return basket;
}

/** Where each customer's basket lies among the products. Rows × directions, row by row; 0 throughout where none of the products is known. */
export function tasteFeatures(model: TasteModel, purchases: Purchases, snapshot: Snapshot): Float32Array {
  const features = new Float32Array(snapshot.customer.length * tasteDirections);
  const known = new Map(model.products.map((product, index) => [product, index]));
  const indexOf = purchases.products.map((product) => known.get(product));
  for (let row = 0; row < snapshot.customer.length; row++) {
    const { product, amount } = basketBefore(purchases, snapshot.customer[row]!, snapshot.cutoff);
    const sums = new Float64Array(tasteDirections);
    let squares = 0;
    for (const [i, bought] of product.entries()) {
      const index = indexOf[bought];
      if (index === undefined) continue;
      const weight = amount[i]! * model.weights[index]!;
      squares += weight ** 2;
      for (let direction = 0; direction < tasteDirections; direction++) {
        sums[direction]! += weight * model.vectors[index * tasteDirections + direction]!;
      }
    }
    if (squares === 0) continue;
    for (let direction = 0; direction < tasteDirections; direction++) {
      features[row * tasteDirections + direction] = sums[direction]! / Math.sqrt(squares);
    }
  }
  return features;
}
