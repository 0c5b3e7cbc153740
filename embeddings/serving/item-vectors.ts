import { createHash } from 'node:crypto';
import type { Product } from '../../warehouse/index.ts';
import { nextItemVectors } from '../next-item/model.ts';
import type { Recommender } from '../recommender.ts';
import { normalise } from '../text/hashed.ts';
import type { TextVectors } from '../text/text-vectors.ts';
import type { CollectionShape, Condition, Point, Filter as VectorFilter, VectorStore } from '../vectors/store.ts';
import { type Filter, marginOf } from './filter.ts';

export const productsCollection = 'products';

/** Products that nobody took have no factors worth the name. */
export function hasFactors({ parts }: Recommender, item: number): boolean {
  return parts.popularity[item]! >= 1;
}

/**
 * Replaces the store's products by the recommender's: factors, and the network's vectors where there is one, for those that were taken, text vectors for all that have words, and the fields that filters ask for. Readers
 * see all of the old ones or all of the new ones, and a run that was killed is repaired by the next.
 */
export async function storeItemVectors(recommender: Recommender, text: TextVectors, store: VectorStore): Promise<void> {
  const { factors, nextItem } = recommender.parts;
  const shape: CollectionShape = {
    vectors: {
      factors: factors.settings.factors,
      text: text.dimensions,
      ...(nextItem && { next_item: nextItem.settings.width + 1 }),
    },
    payload: {
      category: 'keyword',
      brand: 'keyword',
      price: 'number',
      margin: 'number',
      sold_out: 'keyword',
      training: 'keyword',
    },
  };
  await store.swap(productsCollection, shape, points(recommender, text, trainingOf(recommender, text)));
}

function* points(recommender: Recommender, text: TextVectors, training: string): Generator<Point> {
  const { products, parts } = recommender;
  const { itemVectors, settings } = parts.factors;
  const row = new Map(text.ids.map((id, index) => [id, index]));
  const next = parts.nextItem && { vectors: nextItemVectors(parts.nextItem), width: parts.nextItem.settings.width + 1 };
  for (const [item, product] of products.entries()) {
    const vectors: Record<string, Float32Array> = {};
    if (hasFactors(recommender, item)) {
      vectors.factors = itemVectors.slice(item * settings.factors, (item + 1) * settings.factors);
      normalise(vectors.factors);
      if (next) vectors.next_item = next.vectors.subarray(item * next.width, (item + 1) * next.width);
    }
    const place = row.get(product.productId);
    if (place !== undefined) {
      const words = text.values.subarray(place * text.dimensions, (place + 1) * text.dimensions);
      if (words.some((value) => value !== 0)) vectors.text = words;
    }
    yield { id: product.productId, vectors, payload: { ...payloadOf(product), training } };
  }
}

function payloadOf({ category, brand, price, cost, stock }: Product) {
  return {
    category: category?.toLowerCase() ?? null,
    brand: brand?.toLowerCase() ?? null,
    price,
    margin: marginOf(price, cost),
    sold_out: stock !== null && stock <= 0 ? 'yes' : null,
  };
}

const trainings = new WeakMap<TextVectors, WeakMap<Recommender, string>>();

/** The fingerprint of all vectors: those in the store are comparable with a recommender's own only where it is the same. */
export function trainingOf(recommender: Recommender, text: TextVectors): string {
  const known = trainings.get(text)?.get(recommender);
  if (known !== undefined) return known;
  const { factors, nextItem } = recommender.parts;
  const hash = createHash('sha256').update(factors.itemVectors).update(text.values);
  if (nextItem) hash.update(nextItem.weights.outputs);
  const training = hash.digest('hex');
  trainings.set(text, (trainings.get(text) ?? new WeakMap()).set(recommender, training));
  return training;
}

/** The same question to the store as `passes` is to a product. What the customer took before is no product's own, and not asked. */
export function vectorFilter(filter: Filter): VectorFilter {
  const { inStock, minPrice, maxPrice, minMargin, withoutProducts } = filter;
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
  const where: Condition[] = [];
  if (inStock) where.push({ field: 'sold_out', notIn: ['yes'] });
  if (filter.categories) where.push({ field: 'category', in: lower(filter.categories) });
  if (filter.withoutCategories) where.push({ field: 'category', notIn: lower(filter.withoutCategories) });
  if (filter.brands) where.push({ field: 'brand', in: lower(filter.brands) });
  if (filter.withoutBrands) where.push({ field: 'brand', notIn: lower(filter.withoutBrands) });
  if (minPrice !== undefined) where.push({ field: 'price', atLeast: minPrice });
  if (maxPrice !== undefined) where.push({ field: 'price', atMost: maxPrice });
  if (minMargin !== undefined) where.push({ field: 'margin', atLeast: minMargin });
  return { where, ...(withoutProducts ? { withoutIds: [...withoutProducts] } : {}) };
}
