import type { Config } from '../../config/index.ts';
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
