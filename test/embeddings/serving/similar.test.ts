import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { boughtTogether } from '../../../embeddings/serving/bought-together.ts';
import { passes } from '../../../embeddings/serving/filter.ts';
import { storeItemVectors } from '../../../embeddings/serving/item-vectors.ts';
import { similarProducts } from '../../../embeddings/serving/similar.ts';
import { trending } from '../../../embeddings/serving/trending.ts';
import {
  hashedEmbedding,
  loadTextVectors,
  saveTextVectors,
  textVectorsOf,
} from '../../../embeddings/text/text-vectors.ts';
import { trainOnHistory } from '../../../embeddings/train.ts';
import { openEmbeddedStore } from '../../../embeddings/vectors/embedded.ts';
import { openQdrantStore } from '../../../embeddings/vectors/qdrant.ts';
import { StoreAway, type VectorStore } from '../../../embeddings/vectors/store.ts';
import type { Product, ProductId } from '../../../warehouse/index.ts';
import { historyOf } from '../history-of.ts';
import { openQdrant } from '../vectors/a-qdrant.ts';
import { aRecommender } from './a-recommender.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-similar-'));
after(() => rmSync(folder, { recursive: true }));
const store = openEmbeddedStore(folder);
const bare = aRecommender(200, 80);
/** Two products that nobody took: one with words, one without. */
const cold: Product[] = [
  { ...bare.products[0]!, productId: 'cold' as ProductId, title: 'Item 17 in a gift box' },
  { ...bare.products[0]!, productId: 'mute' as ProductId, title: null, category: null, brand: null },
];
const shop = {
  ...bare,
  products: [...bare.products, ...cold],
  history: { ...bare.history, items: [...bare.history.items, ...cold.map(({ productId }) => productId)] },
  parts: { ...bare.parts, popularity: Float32Array.of(...bare.parts.popularity, 0, 0) },
};
const text = await textVectorsOf(shop.products, new Map(), hashedEmbedding(3));
await storeItemVectors(shop, text, store);
const room = { store, text };
const taken = shop.products.findIndex((_, item) => shop.parts.popularity[item]! >= 1);
const id = shop.products[taken]!.productId;

test('similar products are those with the closest factors among all that pass, the product itself left out', async () => {
  const { itemVectors, settings } = shop.parts.factors;
  const vectorOf = (item: number) => itemVectors.subarray(item * settings.factors, (item + 1) * settings.factors);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const cosine = (item: number) =>
    dot(vectorOf(item), vectorOf(taken)) /
    Math.sqrt(dot(vectorOf(item), vectorOf(item)) * dot(vectorOf(taken), vectorOf(taken)));
  for (const filter of [
    {},
    { inStock: true, maxPrice: 20 },
    { categories: ['Tea'], minMargin: 0.2 },
    { withoutBrands: ['b1'] },
  ]) {
    const allowed = passes(filter);
    const expected = [...shop.products.keys()]
      .filter((item) => item !== taken && shop.parts.popularity[item]! >= 1 && allowed(shop.products[item]!))
      .sort((a, b) => cosine(b) - cosine(a))
      .slice(0, 8)
      .map((item) => shop.products[item]!.productId);
    const found = await similarProducts(shop, room, id, { limit: 8, filter });
    assert.deepEqual(
      found.map(({ product_id }) => product_id),
      expected,
    );
  }
});

test('a product that nobody took is like those with similar words; one without words is refused with what to do', async () => {
  const found = await similarProducts(shop, room, 'cold' as ProductId, { limit: 3 });
  assert.equal(found[0]!.product_id, 'i17');
  await assert.rejects(similarProducts(shop, room, 'mute' as ProductId, { limit: 3 }), /give it a title/);
  await assert.rejects(similarProducts(shop, room, 'none' as ProductId, { limit: 3 }), /no product “none”/);
});

test('a Qdrant server gives the lists of the embedded store, filters included', async () => {
  const server = await openQdrant();
  try {
    const waiting = { clock: Date.now, random: () => 0.5, sleep };
    const qdrant = openQdrantStore({ url: server.url, prefix: 'shop', quantisation: 'none' }, waiting);
    await storeItemVectors(shop, text, qdrant);
    for (const filter of [{}, { inStock: true, maxPrice: 20, withoutCategories: ['bags'] }, { minMargin: 0.4 }]) {
      for (const product of [id, 'cold' as ProductId]) {
        const options = { limit: 7, filter };
        const found = await similarProducts(shop, { store: qdrant, text }, product, options);
        const expected = await similarProducts(shop, room, product, options);
        assert.deepEqual(
          found.map(({ product_id }) => product_id),
          expected.map(({ product_id }) => product_id),
        );
      }
    }
    assert.ok(server.requests.length > 0);
  } finally {
    await server.stop();
  }
});

test('while the store is away, or holds the vectors of another training, the own ones give the same list', async () => {
  const filter = { inStock: true, maxPrice: 30, withoutCategories: ['bags'] };
  const options = { limit: 6, filter };
  const away: VectorStore = { ...store, count: () => Promise.reject(new StoreAway('gone')) };
  const { itemVectors } = shop.parts.factors;
  const newer = {
    ...shop,
    parts: { ...shop.parts, factors: { ...shop.parts.factors, itemVectors: itemVectors.toReversed() } },
  };
  const elsewhere = openEmbeddedStore(join(folder, 'elsewhere'));
  await storeItemVectors(newer, text, elsewhere);
  for (const product of [id, 'cold' as ProductId]) {
    const found = await similarProducts(shop, room, product, options);
    for (const other of [away, elsewhere]) {
      const own = await similarProducts(shop, { store: other, text }, product, options);
      assert.deepEqual(
        own.map(({ product_id }) => product_id),
        found.map(({ product_id }) => product_id),
      );
    }
  }
});

test('text vectors are read back as they were kept', () => {
  assert.equal(loadTextVectors(folder), undefined);
  saveTextVectors(text, folder);
  assert.deepEqual(loadTextVectors(folder), text);
});

test('bought together counts baskets that hold both, and one basket is chance', () => {
  const small = trainOnHistory(
    historyOf(
      [
        [
          [0, 1],
          [0, 1, 2],
        ],
        [[1, 2], [3]],
        [[0, 3]],
        [[1, 2]],
      ],
      4,
    ),
    new Map(),
    'horizon',
    1,
    () => {},
  );
  const list = boughtTogether(small, 'i1' as ProductId, { limit: 5 });
  assert.deepEqual(
    list.map(({ product_id, score }) => [product_id, score]),
    [
      ['i2', 3 / Math.sqrt(4 * 3)],
      ['i0', 2 / Math.sqrt(4 * 3)],
    ],
  );
});

test('trending lists what most customers took lately, of what passes', () => {
  const list = trending(shop, { limit: 5, filter: { categories: ['tea'] } });
  const scores = list.map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  const best = Math.max(
    ...shop.products.flatMap(({ category }, item) => (category === 'tea' ? shop.parts.trend[item]! : [])),
  );
  assert.equal(scores[0], best);
});
