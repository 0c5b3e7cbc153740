import type { RecommendedProduct } from './facts.ts';

/**
 * The `count` products that a mail earns most by: by chance to buy × price, the largest first. The shop keeps the same share of each. Those of which the chance or the price is not known follow as they came.
 */
export function worthShowing(products: readonly RecommendedProduct[], count: number): RecommendedProduct[] {
  const worth = ({ chance, price }: RecommendedProduct) => (chance === null || price === null ? -1 : chance * price);
  return products.toSorted((a, b) => worth(b) - worth(a)).slice(0, count);
}
