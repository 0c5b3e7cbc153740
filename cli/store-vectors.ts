import {
  openEmbedding,
  openVectors,
  type Recommender,
  saveTextVectors,
  storeItemVectors,
  textVectorsOf,
} from '../embeddings/index.ts';
import type { Context } from './command.ts';

/** What the stored vectors depend on beside the data: another store or another text model means filling anew. */
export function vectorBasis({ config: { vectors, embeddings } }: Pick<Context, 'config'>): Record<string, string> {
  return {
    vectors: vectors.store === 'qdrant' ? `${vectors.url} ${vectors.prefix} ${vectors.quantisation}` : vectors.store,
    text: embeddings ? `${embeddings.base_url} ${embeddings.name}` : 'hashed',
  };
}

/** Puts the products' vectors into the store that the configuration names, by which similar products are found. */
export async function storeVectors({ config }: Pick<Context, 'config'>, recommender: Recommender): Promise<void> {
  const text = await textVectorsOf(recommender.products, new Map(), openEmbedding(config));
  saveTextVectors(text, config.data_dir);
  const store = openVectors(config);
  try {
    await storeItemVectors(recommender, text, store);
  } finally {
    await store.close();
  }
}
