import { UserError } from '../../config/index.ts';
import type { ProductId } from '../../warehouse/index.ts';
import type { Recommender } from '../recommender.ts';
import { normalise } from '../text/hashed.ts';
import type { TextVectors } from '../text/text-vectors.ts';
import type { VectorStore } from '../vectors/store.ts';
import type { Filter } from './filter.ts';
import { hasFactors, productsCollection, vectorFilter } from './item-vectors.ts';
import type { Recommendation } from './recommend.ts';
import { warm } from './warm.ts';

/** Where similar products are searched: the store that the last training filled, and the text vectors that it was filled with. */
export interface VectorRoom {
  readonly store: VectorStore;
  readonly text: TextVectors;
}

/**
 * The products most like this one that pass the filter, best first, searched in the store: those that the same customers take (cosine of factors), or, for a product that
 * nobody took yet, those with the most similar words (cosine of text vectors). Throws a UserError for a product that is not known, or has neither customers nor words.
 */
export async function similarProducts(
  recommender: Recommender,
  { store, text }: VectorRoom,
  product: ProductId,
  { limit, filter = {} }: { readonly limit: number; readonly filter?: Filter },
): Promise<Recommendation[]> {
  const item = knownItem(recommender, product);
  const query = hasFactors(recommender, item) ? factorsOf(recommender, item) : wordsOf(text, product);
  normalise(query.query);
  const withoutProducts = new Set(filter.withoutProducts).add(product);
  const narrowed = vectorFilter({ ...filter, withoutProducts });
  const found = await store.search(productsCollection, { ...query, limit, filter: narrowed });
  const { itemNumber } = warm(recommender);
  return found.flatMap(({ id, score }) => {
    const known = recommender.products[itemNumber.get(id as ProductId) ?? -1];
    if (!known) return [];
    return [{ product_id: known.productId, title: known.title ?? known.productId, price: known.price, score }];
  });
}

/** The product's number. Throws a UserError for one that the recommender was not trained on. */
export function knownItem(recommender: Recommender, product: ProductId): number {
  const item = warm(recommender).itemNumber.get(product);
  if (item !== undefined) return item;
  throw new UserError(
    `there is no product “${product}” in the recommender: read the product file and run “holdfast train”, or check the id`,
  );
}

function factorsOf({ parts: { factors } }: Recommender, item: number): { vector: string; query: Float32Array } {
  const width = factors.settings.factors;
  return { vector: 'factors', query: factors.itemVectors.slice(item * width, (item + 1) * width) };
}

function wordsOf(
  { ids, dimensions, values }: TextVectors,
  product: ProductId,
): { vector: string; query: Float32Array } {
  const row = ids.indexOf(product);
  const query = values.slice(row * dimensions, (row + 1) * dimensions);
  if (row >= 0 && query.some((value) => value !== 0)) return { vector: 'text', query };
  throw new UserError(
    `nobody bought “${product}” yet, and it has no title or description, so nothing tells what it is like: give it a title in the product file`,
  );
}
