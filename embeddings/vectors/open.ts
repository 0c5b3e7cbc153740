import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/index.ts';
import { openEmbeddedStore } from './embedded.ts';
import { openQdrantStore } from './qdrant.ts';
import type { VectorStore } from './store.ts';

/** The store that the configuration names. Nothing is read, and no server asked, before the first call. */
export function openVectors({ data_dir: dataDir, vectors }: Pick<Config, 'data_dir' | 'vectors'>): VectorStore {
  if (vectors.store === 'embedded') return openEmbeddedStore(dataDir);
  const { url, api_key: apiKey, prefix, quantisation } = vectors;
  return openQdrantStore({ url, apiKey, prefix, quantisation }, { clock: Date.now, random: Math.random, sleep });
}
