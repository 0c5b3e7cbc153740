import type { Config } from '../config/index.ts';
import {
  openEmbedding,
  openVectors,
  publishRecommender,
  type Recommender,
  readPictures,
  textVectorsOf,
} from '../embeddings/index.ts';
import type { Context } from './command.ts';

/** What the stored vectors depend on beside the data: another store or another text model means filling anew. */
export function vectorBasis({
  config: { vectors, embeddings, model },
}: Pick<Context, 'config'>): Record<string, string> {
  return {
    vectors: vectors.store === 'qdrant' ? `${vectors.url} ${vectors.prefix} ${vectors.quantisation}` : vectors.store,
    text: embeddings ? `${embeddings.base_url} ${embeddings.name} ${model?.name ?? ''}` : 'hashed',
  };
}

/** Makes the recommender the one that serves, with the products' vectors in the store that the configuration names; returns its version. */
export async function publishWithVectors(config: Config, recommender: Recommender): Promise<string> {
  const captions = await readPictures(config, recommender.products);
  const text = await textVectorsOf(recommender.products, captions, openEmbedding(config));
  const store = openVectors(config);
  try {
    return await publishRecommender(recommender, text, store, config.data_dir);
  } finally {
    await store.close();
  }
}
