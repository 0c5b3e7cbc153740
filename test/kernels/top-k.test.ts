import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { normal, seededRandom } from '../../config/index.ts';
import { createVectorTable, startEngine, type TopKQuery } from '../../kernels/index.ts';

const two = startEngine({ threads: 2 });
const one = startEngine({ threads: 1, relaxed: false });
after(() => Promise.all([two.stop(), one.stop()]));

/** Small whole numbers, so that sums are exact in any order and many scores are equal. */
const wholeNumbers = (count: number, seed: number) => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => Math.floor(5 * random()) - 2);
};

const isAllowed = ({ allowed }: TopKQuery, row: number) => !allowed || ((allowed[row >> 3]! >> (row & 7)) & 1) === 1;

/** By sorting everything. */
function expected(vectors: Float32Array, dimensions: number, query: TopKQuery, wanted: number): [number, number][] {
  const scored: [number, number][] = [];
  for (let row = 0; row < vectors.length / dimensions; row++) {
    const score = query.vector.reduce((sum, value, k) => sum + value * vectors[row * dimensions + k]!, 0);
    if (isAllowed(query, row)) scored.push([row, score]);
  }
  return scored.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, wanted);
}

test('the best rows are those of sorting all scores, for any sizes, filters and number of queries; of equal scores the lower row', () => {
  const cases = fc.record({
    rows: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 60_000 })),
    dimensions: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(64)),
    wanted: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(300)),
    queries: fc.integer({ min: 1, max: 3 }),
    kept: fc.constantFrom(1, 0.5, 0.001, 0),
    seed: fc.integer(),
    relaxed: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ rows, dimensions, wanted, queries: count, kept, seed, relaxed }) => {
      const few = dimensions === 64 ? Math.min(rows, 9000) : rows;
      const vectors = wholeNumbers(few * dimensions, seed);
      const random = seededRandom(seed);
      const allowed = new Uint8Array(Math.ceil(few / 8));
      for (let row = 0; row < few; row++) if (random() < kept) allowed[row >> 3]! |= 1 << (row & 7);
      const queries = Array.from({ length: count }, (_, index) => ({
        vector: wholeNumbers(dimensions, seed + index),
        ...(kept < 1 && index !== 1 ? { allowed } : {}),
      }));
      const engine = relaxed ? two : one;
      const table = createVectorTable(vectors, dimensions, engine);
      const found = table
        .search(queries, wanted)
        .map(({ rows, scores }) => [...rows].map((row, i) => [row, scores[i]]));
      table.release();
      assert.equal(engine.allocator.used, 0);
      assert.deepEqual(
        found,
        queries.map((query) => expected(vectors, dimensions, query, wanted)),
      );
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('many queries at once give the lists that each gives alone', () => {
  const random = seededRandom(1);
  const floats = (count: number) => Float32Array.from({ length: count }, () => normal(random));
  const table = createVectorTable(floats(5000 * 24), 24, two);
  const queries = Array.from({ length: 600 }, () => ({ vector: floats(24) }));
  const together = table.search(queries, 10);
  for (const index of [0, 255, 256, 599]) assert.deepEqual(table.search([queries[index]!], 10)[0], together[index]);
  table.release();
});

test('vectors and queries of the wrong length are named with both lengths', () => {
  assert.throws(() => createVectorTable(new Float32Array(7), 2, one), /7 floats are no rows of 2/);
  const table = createVectorTable(new Float32Array(8), 2, one);
  assert.throws(
    () => table.search([{ vector: new Float32Array(3) }], 1),
    /a query has 3 dimensions, the vectors have 2/,
  );
  table.release();
  assert.throws(() => table.search([{ vector: new Float32Array(2) }], 1), /has been released/);
  assert.equal(one.allocator.used, 0);
});
