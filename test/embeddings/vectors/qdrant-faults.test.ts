import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { seededRandom } from '../../../config/index.ts';
import { openQdrantStore } from '../../../embeddings/vectors/qdrant.ts';
import { StoreAway } from '../../../embeddings/vectors/store.ts';
import { type Fault, openQdrant, type QdrantServer } from './a-qdrant.ts';
import { pointsOf, shapeOf, versionIn } from './two-versions.ts';

let server: QdrantServer;
/** The moment in milliseconds, moved on by sleeping alone. */
let now = 0;
/** What happens once the moment has come. */
let later: { at: number; does: () => Promise<void> } | undefined;

beforeEach(async () => {
  server = await openQdrant();
  now = 1_000_000;
  later = undefined;
});
afterEach(() => server.stop());

const random = seededRandom(1);

const openStore = (settings: { apiKey?: string; url?: string; quantisation?: 'none' | 'int8' } = {}) =>
  openQdrantStore(
    { url: server.url, prefix: 'holdfast', quantisation: 'none', ...settings },
    {
      clock: () => now,
      random,
      async sleep(milliseconds) {
        now += milliseconds;
        if (!later || now < later.at) return;
        const { does } = later;
        later = undefined;
        await does();
      },
    },
  );

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    vectors: { factors: Float32Array.of(index, 1, 2, 3) },
    payload: { version: 'old', price: index },
  }));

test('an upsert goes on after the server was away for 30 seconds in its middle: nothing is lost or doubled', async () => {
  const store = openStore();
  await store.swap('items', shapeOf('old'), []);
  let batches = 0;
  let stopped: Promise<void> | undefined;
  server.fault = (_, route) => {
    if (!route.endsWith('/points') || ++batches !== 3) return undefined;
    stopped = server.stop();
    later = { at: now + 30_000, does: () => server.start() };
    return 'lost';
  };
  await store.upsert('items', many(9000));
  await stopped;
  const [collection] = server.collections.values();
  const ids = [...collection!.points.values()].map(({ payload }) => payload._id);
  assert.equal(ids.length, 9000);
  assert.equal(new Set(ids).size, 9000);
  assert.equal(await store.count('items'), 9000);
});

test('a swap whose N-th request fails once, for every N and in every way, still ends well', async () => {
  const ways: Fault[] = ['lost', 429, 503];
  const clean = openStore();
  await clean.swap('items', shapeOf('old'), pointsOf('old'));
  let from = server.requests.length;
  await clean.swap('items', shapeOf('new'), pointsOf('new'));
  const requests = server.requests.length - from;
  assert.ok(requests >= 10);
  for (const way of ways) {
    for (let number = 1; number <= requests; number++) {
      const store = openStore();
      await store.swap('items', shapeOf('old'), pointsOf('old'));
      from = server.requests.length;
      server.fault = (request) => (request === from + number ? way : undefined);
      await store.swap('items', shapeOf('new'), pointsOf('new'));
      server.fault = () => undefined;
      assert.equal(await versionIn(store, 'items'), 'new');
      assert.deepEqual([...server.collections.keys()], [server.aliases.get('holdfast.items')]);
    }
  }
});

test('readers are told within seconds that the server is away, writers after minutes; the old version answers when it is back', async () => {
  const store = openStore();
  await store.swap('items', shapeOf('old'), pointsOf('old'));
  await server.stop();
  const start = now;
  const search = { vector: 'factors', query: new Float32Array(4), limit: 1 };
  await assert.rejects(store.search('items', search), (error: Error) => {
    assert.ok(error instanceof StoreAway);
    assert.match(
      error.message,
      /Qdrant at http:\/\/127.0.0.1:\d+ has not answered for \d s \(.*ECONNREFUSED.*\): start it/,
    );
    return true;
  });
  assert.ok(now - start <= 3000);
  await assert.rejects(store.swap('items', shapeOf('new'), pointsOf('new')), StoreAway);
  assert.ok(now - start > 60_000);
  await server.start();
  assert.equal(await versionIn(store, 'items'), 'old');
});

test('what a killed run left behind is removed by the next swap, other shops and names are not touched', async () => {
  const store = openStore();
  for (const name of ['holdfast.items.1-abc', 'holdfast.items2.1-abc', 'other.items.1-abc', 'holdfast.items']) {
    server.collections.set(name, { vectors: {}, schema: {}, points: new Map(), created: {} });
  }
  server.collections.delete('holdfast.items');
  await store.swap('items', shapeOf('old'), pointsOf('old'));
  const current = server.aliases.get('holdfast.items');
  assert.deepEqual(
    [...server.collections.keys()].sort(),
    ['holdfast.items2.1-abc', 'other.items.1-abc', current].sort(),
  );
});

test('the key is sent with every request, and a wrong one is told with the setting', async () => {
  await server.stop();
  server = await openQdrant('secret');
  await openStore({ apiKey: 'secret' }).swap('items', shapeOf('old'), pointsOf('old'));
  assert.ok(server.requests.every((request) => request.endsWith(' secret')));
  await assert.rejects(openStore().count('items'), /refuses the key \(403\): set QDRANT_API_KEY/);
});

test('what the server refuses is passed on with its words, and not tried again', async () => {
  const store = openStore();
  await store.swap('items', shapeOf('old'), pointsOf('old'));
  server.fault = (_, route) => (route.endsWith('/count') ? 422 : undefined);
  const before = now;
  await assert.rejects(store.count('items'), /Qdrant refused a request with 422: asked to fail with 422/);
  assert.equal(now, before);
});

test('a swap by another process that changes the dimensions is noticed', async () => {
  const [one, other] = [openStore(), openStore()];
  await one.swap('items', shapeOf('old'), pointsOf('old'));
  assert.equal(await versionIn(one, 'items'), 'old');
  await other.swap('items', shapeOf('new'), pointsOf('new'));
  assert.equal(await versionIn(one, 'items'), 'new');
});

test('a batch of many searches sees one version, even if a swap comes in its middle', async () => {
  const [store, other] = [openStore(), openStore()];
  await store.swap('items', shapeOf('old'), pointsOf('old'));
  const points = pointsOf('old').map((point) => ({ ...point, payload: { version: 'new' } }));
  let swapped: Promise<void> | undefined;
  server.fault = (_, route) => {
    if (route.endsWith('/query/batch')) swapped ??= other.swap('items', shapeOf('old'), points);
    return undefined;
  };
  const search = { vector: 'factors', query: new Float32Array(4).fill(1), limit: 1 };
  for (let round = 0; round < 5; round++) {
    const lists = await store.searchBatch(
      'items',
      Array.from({ length: 900 }, () => search),
    );
    assert.equal(new Set(lists.map(([found]) => found!.payload.version)).size, 1);
  }
  await swapped;
});

test('collections are made with dot products, without a graph, with their fields indexed, and compressed when that is wanted', async () => {
  await openStore({ quantisation: 'int8' }).swap('items', shapeOf('old'), pointsOf('old'));
  const [collection] = server.collections.values();
  assert.deepEqual(collection!.created, {
    vectors: { factors: { size: 4, distance: 'Dot' } },
    hnsw_config: { m: 0 },
    quantization_config: { scalar: { type: 'int8', always_ram: true } },
  });
  assert.deepEqual(Object.keys(collection!.schema), ['version', 'price']);
});
