import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, silent } from '../../../config/index.ts';
import { passes } from '../../../embeddings/serving/filter.ts';
import { storeItemVectors } from '../../../embeddings/serving/item-vectors.ts';
import { nextProducts } from '../../../embeddings/serving/next-products.ts';
import { recommend } from '../../../embeddings/serving/recommend.ts';
import { hashedEmbedding, textVectorsOf } from '../../../embeddings/text/text-vectors.ts';
import { trainOnHistory } from '../../../embeddings/train.ts';
import { openEmbeddedStore } from '../../../embeddings/vectors/embedded.ts';
import { openQdrantStore } from '../../../embeddings/vectors/qdrant.ts';
import { StoreAway, type VectorStore } from '../../../embeddings/vectors/store.ts';
import type { CustomerId, ProductId } from '../../../warehouse/index.ts';
import { historyOf } from '../history-of.ts';
import { openQdrant } from '../vectors/a-qdrant.ts';
import { aRecommender } from './a-recommender.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-next-'));
after(() => rmSync(folder, { recursive: true }));
/** Customers walk around a ring of products, one after the other; the last product nobody took. */
const items = 30;
const random = seededRandom(1);
const walks = Array.from({ length: 60 }, () => {
  const first = Math.floor(random() * (items - 1));
  return Array.from({ length: 7 }, (_, step) => [(first + step) % (items - 1)]);
});
const { products } = aRecommender(items, 20);
const catalogue = new Map(products.map((product) => [product.productId, product]));
const history = { ...historyOf(walks, items), ordered: false };
const shop = trainOnHistory(history, catalogue, 'next', 1, silent);
const text = await textVectorsOf(shop.products, new Map(), hashedEmbedding(3));
const filters = [{}, { inStock: true, maxPrice: 25 }, { alreadyBought: 'deny' as const, withoutCategories: ['tea'] }];
const newOrders = [5, 6].map((item, day) => ({
  time: new Date(history.asOf + day * 86_400_000),
  lines: [{ product_id: `i${item}` as ProductId }],
}));

const embedded = openEmbeddedStore(folder);
const away: VectorStore = { ...embedded, count: () => Promise.reject(new StoreAway('gone')) };
const server = await openQdrant();
after(() => server.stop());
const stores: Record<string, VectorStore> = {
  embedded,
  Qdrant: openQdrantStore(
    { url: server.url, prefix: 'holdfast', quantisation: 'none' },
    { clock: Date.now, random: Math.random, sleep },
  ),
};
for (const [name, store] of Object.entries(stores)) {
  test(`the ${name} store finds the products that the network itself puts next, under every filter, before and after new orders`, async () => {
    await storeItemVectors(shop, text, store);
    for (const customer of ['c0', 'c31', 'nobody'] as CustomerId[]) {
      for (const filter of filters) {
        for (const orders of [[], newOrders]) {
          const options = { limit: 6, filter, newOrders: orders };
          const found = await nextProducts(shop, { store, text }, customer, options);
          const own = await nextProducts(shop, { store: away, text }, customer, options);
          assert.deepEqual(
            found.map(({ product_id }) => product_id),
            own.map(({ product_id }) => product_id),
          );
          assert.ok(found.length > 0 && found.every(({ product_id }) => passes(filter)(catalogue.get(product_id)!)));
          if (customer === 'nobody' && orders.length === 0) continue;
          const scored = recommend(shop, customer, { ...options, model: 'gru', mostOfACategory: 6 });
          assert.deepEqual(
            found.map(({ product_id }) => product_id),
            scored.map(({ product_id }) => product_id),
          );
        }
      }
    }
  });
}

test('the orders of somebody who came after the training move the vector: what follows them comes first', async () => {
  const room = { store: embedded, text };
  const [next] = await nextProducts(shop, room, 'nobody' as CustomerId, { limit: 1, newOrders });
  assert.equal(next!.product_id, 'i7');
});

test('a recommender without the network says that it has none', async () => {
  const bare = aRecommender(30, 20);
  await assert.rejects(nextProducts(bare, { store: away, text }, 'c0' as CustomerId, { limit: 1 }), /no network/);
});
