import { seededRandom, silent } from '../../../config/index.ts';
import type { Recommender } from '../../../embeddings/recommender.ts';
import { trainOnHistory } from '../../../embeddings/train.ts';
import type { Product, ProductId } from '../../../warehouse/index.ts';
import { historyOf } from '../history-of.ts';

export const categories = ['tea', 'cups', 'bags', null] as const;

/** A recommender of a small shop: customers take neighbouring items, and every field of a product is sometimes unknown. */
export function aRecommender(items: number, customers: number): Recommender {
  const random = seededRandom(5);
  const at = (count: number) => Math.floor(random() * count);
  const baskets = Array.from({ length: customers }, () => {
    const start = at(items);
    return Array.from({ length: 1 + at(4) }, () => [...new Set([0, 1, 2].map(() => (start + at(12)) % items))]);
  });
  const products = Array.from({ length: items }, (_, item): Product => {
    const price = at(10) === 0 ? null : at(5000) / 100;
    return {
      productId: `i${item}` as ProductId,
      title: `Item ${item}`,
      category: categories[at(categories.length)]!,
      brand: at(3) === 0 ? null : `b${at(3)}`,
      description: null,
      price,
      stock: at(5) === 0 ? null : at(3),
      cost: price === null || at(5) === 0 ? null : price * random(),
      imageUrl: null,
    };
  });
  const catalogue = new Map(products.map((product) => [product.productId, product]));
  return trainOnHistory(historyOf(baskets, items), catalogue, 'horizon', 5, silent);
}
