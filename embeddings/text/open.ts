import type { Config } from '../../config/index.ts';
import type { Product, ProductId } from '../../warehouse/index.ts';
import { captionsOf } from './captions.ts';
import { endpointEmbedding } from './endpoint.ts';
import { type Embed, hashedEmbedding } from './text-vectors.ts';

/** How the configuration makes text vectors: by its endpoint, or without a model. */
export function openEmbedding({
  data_dir: dataDir,
  embeddings,
  seed,
}: Pick<Config, 'data_dir' | 'embeddings' | 'seed'>): Embed {
  if (!embeddings) return hashedEmbedding(seed);
  const { base_url: baseUrl, api_key: apiKey, name: model, timeout_seconds: timeoutSeconds } = embeddings;
  return endpointEmbedding({ baseUrl, apiKey, model, timeoutSeconds }, dataDir);
}

/** What the products' pictures show, where the configuration names both an endpoint for text vectors and a model that may have eyes. */
export async function readPictures(
  { data_dir: dataDir, embeddings, model }: Pick<Config, 'data_dir' | 'embeddings' | 'model'>,
  products: readonly Product[],
): Promise<ReadonlyMap<ProductId, string>> {
  if (!embeddings || !model) return new Map();
  const { base_url: baseUrl, api_key: apiKey, name, timeout_seconds: timeoutSeconds } = model;
  return captionsOf(products, { baseUrl, apiKey, model: name, timeoutSeconds }, dataDir);
}
