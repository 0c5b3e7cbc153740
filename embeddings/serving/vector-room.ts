import type { ProductId } from '../../warehouse/index.ts';
import type { Recommender } from '../recommender.ts';
import type { TextVectors } from '../text/text-vectors.ts';
import { type Found, type Search, StoreAway, type VectorStore } from '../vectors/store.ts';
import { productsCollection, trainingOf } from './item-vectors.ts';
import type { Recommendation } from './recommend.ts';
import { warm } from './warm.ts';

/** Where products' vectors are searched: the store that the last training filled, and the text vectors that it was filled with. */
export interface VectorRoom {
  readonly store: VectorStore;
  readonly text: TextVectors;
}

/** What the store finds; undefined while it is away or holds another training's vectors. */
export async function inStore(
  recommender: Recommender,
  { store, text }: VectorRoom,
  search: Search,
): Promise<Found[] | undefined> {
  const same = [{ field: 'training', in: [trainingOf(recommender, text)] }];
  try {
    if ((await store.count(productsCollection, { where: same })) === 0) return undefined;
    return await store.search(productsCollection, search);
  } catch (error) {
    if (error instanceof StoreAway) return undefined;
    throw error;
  }
}

/** The products that were found, with their titles and prices. */
export function recommendations(recommender: Recommender, found: readonly Found[]): Recommendation[] {
  const { itemNumber } = warm(recommender);
  return found.flatMap(({ id, score }) => {
    const known = recommender.products[itemNumber.get(id as ProductId) ?? -1];
    if (!known) return [];
    return [
      { product_id: known.productId, title: known.title ?? known.productId, price: known.price, score, chance: null },
    ];
  });
}
