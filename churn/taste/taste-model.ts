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

/** What of a basket a model knows: `places` has for each of `Purchases.products` its index in the model, −1 where it has none. */
export interface WeighedBasket {
  /** Index into the model's products. */
  readonly product: readonly number[];
  /** The amount × the product's weight. */
  readonly weight: readonly number[];
  /** Root of the sum of the weights' squares; 0 where nothing is known. */
  readonly length: number;
}

export function weighBasket(
  { product, amount }: Basket,
  places: Int32Array,
  weights: TasteModel['weights'],
): WeighedBasket {
  const known = { product: [] as number[], weight: [] as number[] };
  let squares = 0;
  for (const [i, bought] of product.entries()) {
    const place = places[bought]!;
    if (place === -1) continue;
    const weight = amount[i]! * weights[place]!;
    squares += weight ** 2;
    known.product.push(place);
    known.weight.push(weight);
  }
  return { ...known, length: Math.sqrt(squares) };
}

/** Where each customer's basket lies among the products. Rows × directions, row by row; 0 throughout where none of the products is known. */
export function tasteFeatures(model: TasteModel, purchases: Purchases, snapshot: Snapshot): Float32Array {
  const features = new Float32Array(snapshot.customer.length * tasteDirections);
  const known = new Map(model.products.map((product, index) => [product, index]));
  const places = Int32Array.from(purchases.products, (product) => known.get(product) ?? -1);
  for (let row = 0; row < snapshot.customer.length; row++) {
    const basket = basketBefore(purchases, snapshot.customer[row]!, snapshot.cutoff);
    const { product, weight, length } = weighBasket(basket, places, model.weights);
    if (length === 0) continue;
    const sums = new Float64Array(tasteDirections);
    for (const [i, place] of product.entries()) {
      for (let direction = 0; direction < tasteDirections; direction++) {
        sums[direction]! += weight[i]! * model.vectors[place * tasteDirections + direction]!;
      }
    }
    features.set(
      sums.map((sum) => sum / length),
      row * tasteDirections,
    );
  }
  return features;
}
