import type { Recommender } from '../recommender.ts';
import { saveRecommender } from '../save.ts';
import { saveTextVectors, type TextVectors } from '../text/text-vectors.ts';
import type { VectorStore } from '../vectors/store.ts';
import { storeItemVectors } from './item-vectors.ts';

/**
 * Makes a trained recommender the one that serves, and returns its version. The model itself goes last: whatever moment this is killed at, readers have the old model, which answers by its own vectors
 * while the store holds others, or the new one whole; and the next run writes all of it again.
 */
export async function publishRecommender(
  recommender: Recommender,
  text: TextVectors,
  store: VectorStore,
  dataDir: string,
): Promise<string> {
  saveTextVectors(text, dataDir);
  await storeItemVectors(recommender, text, store);
  return saveRecommender(recommender, dataDir);
}
