import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { QdrantClient } from '@qdrant/js-client-rest';
import { openQdrantStore } from '../../../embeddings/vectors/qdrant.ts';
import { openQdrant } from './a-qdrant.ts';
import { holdToContract } from './contract.ts';

/** A real server by QDRANT_URL, or one in this process that speaks the same requests. */
const url = process.env.QDRANT_URL;
const played = url ? undefined : await openQdrant();
const prefix = `holdfast-test-${process.pid}`;

const openStore = () =>
  openQdrantStore(
    { url: url ?? played!.url, apiKey: process.env.QDRANT_API_KEY, prefix, quantisation: 'none' },
    { clock: Date.now, random: Math.random, sleep },
  );

holdToContract(url ? 'Qdrant' : 'Qdrant’s interface', async () => ({ open: openStore }));

after(async () => {
  await played?.stop();
  if (!url) return;
  const key = process.env.QDRANT_API_KEY;
  const client = new QdrantClient({ url, checkCompatibility: false, ...(key ? { headers: { 'api-key': key } } : {}) });
  const { collections } = await client.getCollections();
  for (const { name } of collections) if (name.startsWith(prefix)) await client.deleteCollection(name);
});
