import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normal, seededRandom, UserError } from '../../../config/index.ts';
import type { CollectionShape, Filter, Found, Point, VectorStore } from '../../../embeddings/vectors/store.ts';

/** Where a store keeps its vectors, so that several can be opened on them. */
export interface Place {
  open(): VectorStore;
}

const shape: CollectionShape = {
  vectors: { factors: 8, text: 3 },
  payload: { category: 'keyword', brand: 'keyword', price: 'number', stock: 'number' },
};
const categories = ['tea', 'coffee', '茶具', 'it’s “odd” \\ 100 %'];

/** Products with factors; every third lacks a text vector, every fifth a brand and a price. Their ids are what shops have. */
function products(count: number, seed = 1): Point[] {
  const random = seededRandom(seed);
  const vector = (dimensions: number) => Float32Array.from({ length: dimensions }, () => normal(random));
  return Array.from({ length: count }, (_, index) => ({
    id: index % 2 === 0 ? `85${index}A` : `商品 ${index}/“x”`,
    vectors: { factors: vector(8), ...(index % 3 === 0 ? {} : { text: vector(3) }) },
    payload: {
      category: categories[index % 4]!,
      brand: index % 5 === 0 ? null : `brand ${index % 7}`,
      ...(index % 5 === 0 ? {} : { price: ((index * 37) % 500) + 0.125 }),
      stock: index % 10,
    },
  }));
}

/** Which of the points the filter keeps, said anew. */
function keeps({ id, payload }: Point, { ids, withoutIds, where = [] }: Filter): boolean {
  if ((ids && !ids.includes(id)) || withoutIds?.includes(id)) return false;
  return where.every((condition) => {
    const value = payload[condition.field];
    if ('in' in condition) return condition.in.includes(String(value)) && value != null;
    if ('notIn' in condition) return value == null || !condition.notIn.includes(String(value));
    return value != null && +value >= (condition.atLeast ?? -Infinity) && +value <= (condition.atMost ?? Infinity);
  });
}

/** The right answer, by sorting. */
function best(
  points: readonly Point[],
  name: string,
  query: Float32Array,
  limit: number,
  filter: Filter = {},
): string[] {
  const scored = points
    .filter((point) => point.vectors[name] && keeps(point, filter))
    .map((point) => ({
      id: point.id,
      score: query.reduce((sum, value, k) => sum + value * point.vectors[name]![k]!, 0),
    }));
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

const idsOf = (found: readonly Found[]) => found.map(({ id }) => id);
const query = (seed: number, dimensions = 8) => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: dimensions }, () => normal(random));
};

/** Every store is held to these. `name` stands in front of each test's own. */
export function holdToContract(name: string, openPlace: () => Promise<Place>): void {
  let number = 0;
  const testStore = (claim: string, run: (store: VectorStore, collection: string, place: Place) => Promise<void>) =>
    test(`${name}: ${claim}`, async () => {
      const place = await openPlace();
      const store = place.open();
      try {
        await run(store, `contract-${process.pid}-${number++}`, place);
      } finally {
        await store.close();
      }
    });

  testStore(
    'a search gives the best by dot product, best first, with what is known of each',
    async (store, collection) => {
      const points = products(500);
      await store.swap(collection, shape, points);
      for (let seed = 0; seed < 10; seed++) {
        const found = await store.search(collection, { vector: 'factors', query: query(seed), limit: 20 });
        assert.deepEqual(idsOf(found), best(points, 'factors', query(seed), 20));
        const byId = new Map(points.map((point) => [point.id, point]));
        for (const { id, score, payload } of found) {
          const { vectors, payload: given } = byId.get(id)!;
          const right = query(seed).reduce((sum, value, k) => sum + value * vectors.factors![k]!, 0);
          assert.ok(Math.abs(score - right) < 1e-4 * Math.max(1, Math.abs(right)));
          assert.deepEqual(payload, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)));
        }
      }
    },
  );

  testStore('a named vector that a point lacks is not found by that name', async (store, collection) => {
    const points = products(60);
    await store.swap(collection, shape, points);
    const found = await store.search(collection, { vector: 'text', query: query(1, 3), limit: 60 });
    assert.equal(found.length, 40);
    assert.deepEqual(idsOf(found), best(points, 'text', query(1, 3), 60));
  });

  const filters: [string, Filter][] = [
    ['one category', { where: [{ field: 'category', in: ['茶具'] }] }],
    ['several categories', { where: [{ field: 'category', in: ['tea', 'it’s “odd” \\ 100 %', 'none such'] }] }],
    [
      'no brand of a list, which those without a brand are not',
      { where: [{ field: 'brand', notIn: ['brand 1', 'brand 2'] }] },
    ],
    [
      'a brand of a list, which those without a brand are not',
      { where: [{ field: 'brand', in: ['brand 1', 'undefined', 'null'] }] },
    ],
    ['a price range', { where: [{ field: 'price', atLeast: 37.125, atMost: 120 }] }],
    ['one price', { where: [{ field: 'price', atLeast: 37.125, atMost: 37.125 }] }],
    ['what is in stock', { where: [{ field: 'stock', atLeast: 1 }] }],
    ['only some ids', { ids: ['850A', '商品 7/“x”', '8598A', 'not there'] }],
    ['not some ids', { withoutIds: ['850A', '商品 1/“x”', 'not there'] }],
    ['no id', { ids: [] }],
    ['none of no ids', { withoutIds: [], where: [] }],
    [
      'everything together',
      {
        ids: products(300).map(({ id }) => id),
        withoutIds: ['852A', '854A'],
        where: [
          { field: 'category', notIn: ['coffee'] },
          { field: 'price', atMost: 300 },
          { field: 'stock', atLeast: 2 },
        ],
      },
    ],
  ];
  testStore('filters act inside the search: every list is full and right', async (store, collection) => {
    const points = products(500);
    await store.swap(collection, shape, points);
    for (const [what, filter] of filters) {
      const found = await store.search(collection, { vector: 'factors', query: query(3), limit: 25, filter });
      assert.deepEqual(idsOf(found), best(points, 'factors', query(3), 25, filter), what);
      assert.equal(await store.count(collection, filter), points.filter((point) => keeps(point, filter)).length, what);
    }
  });

  testStore('a filter that keeps one in a thousand still gives a full and exact list', async (store, collection) => {
    const points = products(20_000).map((point, index) => ({
      ...point,
      payload: { ...point.payload, brand: index % 1000 === 17 ? 'rare' : 'common' },
    }));
    await store.swap(collection, shape, points);
    const filter: Filter = { where: [{ field: 'brand', in: ['rare'] }] };
    for (let seed = 0; seed < 5; seed++) {
      const found = await store.search(collection, { vector: 'factors', query: query(seed), limit: 20, filter });
      assert.equal(found.length, 20);
      assert.deepEqual(idsOf(found), best(points, 'factors', query(seed), 20, filter));
    }
  });

  testStore(
    'searches in a batch, each with its own vector, limit and filter, give what each gives alone',
    async (store, collection) => {
      await store.swap(collection, shape, products(400));
      const searches = Array.from({ length: 30 }, (_, index) => {
        const [, filter] = filters[index % filters.length]!;
        const text = index % 3 === 0;
        return {
          vector: text ? 'text' : 'factors',
          query: query(index, text ? 3 : 8),
          limit: 5 + (index % 4),
          ...(index % 2 === 0 ? { filter } : {}),
        };
      });
      const lists = await store.searchBatch(collection, searches);
      assert.equal(lists.length, 30);
      for (const [index, search] of searches.entries())
        assert.deepEqual(lists[index], await store.search(collection, search));
      assert.deepEqual(await store.searchBatch(collection, []), []);
    },
  );

  testStore('an upsert adds and replaces whole points; a delete removes', async (store, collection) => {
    const points = products(40);
    await store.swap(collection, shape, points);
    const changed: Point = { id: points[3]!.id, vectors: { factors: query(9) }, payload: { stock: 7 } };
    const fresh: Point = { id: 'new', vectors: { text: query(8, 3) }, payload: { category: 'tea' } };
    await store.upsert(collection, [{ ...fresh, payload: { category: 'coffee' } }, changed, fresh]);
    assert.equal(await store.count(collection), 41);
    const [found] = await store.search(collection, {
      vector: 'factors',
      query: query(9),
      limit: 1,
      filter: { ids: [changed.id] },
    });
    assert.deepEqual(found!.payload, { stock: 7 });
    const text = await store.search(collection, {
      vector: 'text',
      query: query(8, 3),
      limit: 41,
      filter: { ids: [changed.id, 'new'] },
    });
    assert.deepEqual(
      text.map(({ id, payload }) => [id, payload]),
      [['new', { category: 'tea' }]],
    );
    await store.delete(collection, ['new', points[0]!.id, 'not there']);
    await store.delete(collection, []);
    assert.equal(await store.count(collection), 39);
    assert.equal(await store.count(collection, { ids: ['new', points[0]!.id] }), 0);
    await store.upsert(collection, []);
    assert.equal(await store.count(collection), 39);
  });

  testStore(
    'a swap replaces everything, the shape too, and others see it at once',
    async (store, collection, place) => {
      const reader = place.open();
      await store.swap(collection, shape, products(50));
      assert.equal(await reader.count(collection), 50);
      const other = { vectors: { factors: 2 }, payload: {} };
      await store.swap(collection, other, [{ id: 'only', vectors: { factors: Float32Array.of(1, 2) }, payload: {} }]);
      for (const one of [store, reader]) {
        const found = await one.search(collection, { vector: 'factors', query: Float32Array.of(3, 4), limit: 10 });
        assert.deepEqual(found, [{ id: 'only', score: 11, payload: {} }]);
      }
      await store.swap(collection, other, []);
      assert.equal(await reader.count(collection), 0);
      assert.deepEqual(
        await reader.search(collection, { vector: 'factors', query: Float32Array.of(3, 4), limit: 10 }),
        [],
      );
      await reader.close();
    },
  );

  testStore(
    'what was acknowledged is there after the store was closed and opened',
    async (store, collection, place) => {
      const points = products(70);
      await store.swap(collection, shape, points.slice(0, 30));
      await store.upsert(collection, points.slice(30));
      await store.close();
      const again = place.open();
      const found = await again.search(collection, { vector: 'factors', query: query(2), limit: 70 });
      assert.deepEqual(idsOf(found), best(points, 'factors', query(2), 70));
      await again.close();
    },
  );

  testStore('readers during swaps see one version or the other, never a mix', async (store, collection, place) => {
    const version = (which: string, count: number) =>
      products(count).map((point) => ({ ...point, payload: { category: which } }));
    const counts = new Map([
      ['old', 3000],
      ['new', 2000],
    ]);
    await store.swap(collection, shape, version('old', 3000));
    let swapping = true;
    const seen = new Set<string>();
    const read = async () => {
      const reader = place.open();
      while (swapping) {
        const found = await reader.search(collection, { vector: 'factors', query: query(1), limit: 3000 });
        const which = new Set(found.map(({ payload }) => String(payload.category)));
        assert.equal(which.size, 1);
        const [only] = which;
        assert.equal(found.length, counts.get(only!));
        seen.add(only!);
        await new Promise(setImmediate);
      }
      await reader.close();
    };
    const readers = [read(), read()];
    for (const which of ['new', 'old', 'new']) await store.swap(collection, shape, version(which, counts.get(which)!));
    swapping = false;
    await Promise.all(readers);
    assert.ok(seen.size > 0);
  });

  testStore(
    'what does not fit is refused with both sizes or kinds, and nothing is written',
    async (store, collection) => {
      const [point] = products(1);
      const search = { vector: 'factors', query: query(1), limit: 5 };
      const other = 'never-swapped';
      await assert.rejects(store.search(other, search), /no vectors called “never-swapped” yet/);
      await assert.rejects(store.upsert(other, [point!]), UserError);
      await assert.rejects(store.delete(other, ['a']), UserError);
      await assert.rejects(store.count(other), UserError);
      await assert.rejects(store.swap('../x', shape, []), /can't name a collection/);
      await assert.rejects(store.swap(collection, { vectors: { 'a/b': 1 }, payload: {} }, []), /can't name a vector/);

      await store.swap(collection, shape, [point!]);
      const bad: [Partial<Point>, RegExp][] = [
        [{ vectors: { factors: new Float32Array(7) } }, /has 7 dimensions, the collection was made for 8/],
        [{ vectors: { image: new Float32Array(8) } }, /called factors, text; there is no “image”/],
        [{ vectors: { factors: Float32Array.of(1, 2, 3, 4, 5, 6, 7, Number.NaN) } }, /no finite numbers/],
        [{ payload: { price: 'dear' } }, /“price” of “85A” must be a number, not "dear"/],
        [{ payload: { category: 5 } }, /must be a keyword, not 5/],
        [{ payload: { colour: 'red' } }, /there is no “colour”/],
        [{ id: '' }, /must have 1 to 1024 bytes/],
      ];
      for (const [wrong, message] of bad) {
        const points = [...products(30, 2), { ...point!, id: '85A', ...wrong }];
        await assert.rejects(store.upsert(collection, points), message);
        await assert.rejects(store.swap(collection, shape, points), message);
      }
      assert.equal(await store.count(collection), 1);

      await assert.rejects(store.search(collection, { ...search, query: query(1, 3) }), /has 3 dimensions/);
      await assert.rejects(store.search(collection, { ...search, vector: 'image' }), /there is no “image”/);
      await assert.rejects(store.search(collection, { ...search, limit: 0 }), /1 or more points, not 0/);
      const asked = (condition: unknown) => ({ ...search, filter: { where: [condition] } as Filter });
      await assert.rejects(store.search(collection, asked({ field: 'price', in: ['5'] })), /“price” is a number/);
      await assert.rejects(store.search(collection, asked({ field: 'brand', atLeast: 5 })), /“brand” is a keyword/);
      await assert.rejects(store.search(collection, asked({ field: 'size', atLeast: 5 })), /there is no “size”/);
      await assert.rejects(store.search(collection, asked({ field: 'price', atLeast: Number.NaN })), /finite numbers/);
    },
  );
}
