import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { normal, seededRandom } from '../../config/index.ts';
import { binsAColumn, cellsABin, createBinnedTable, startEngine } from '../../kernels/index.ts';

const engine = startEngine({ threads: 2 });
after(() => engine.stop());

/** Columns with edges at some of their values, and values that are no numbers among them. */
function columnsOf(count: number, rows: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const values = Float32Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : normal(random)));
    const known = values.filter((value) => !Number.isNaN(value)).sort();
    const edges = new Float32Array(new Set(known.filter(() => random() < 0.5).subarray(0, binsAColumn - 1)));
    return { values, edges };
  });
}

test('a bin is the number of edges below the value, and a histogram the sums over the rows that were asked for', () => {
  const sizes = fc.record({
    count: fc.integer({ min: 1, max: 11 }),
    rows: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 600 })),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(sizes, ({ count, rows, seed }) => {
      const columns = columnsOf(count, rows, seed);
      const random = seededRandom(seed);
      const table = createBinnedTable(columns, 2, engine);
      try {
        columns.forEach(({ values, edges }, c) => {
          const expected = values.map((value) => edges.filter((edge) => edge < value).length);
          assert.deepEqual([...table.bins[c]!], [...expected]);
        });
        table.slopes.set(table.slopes.map(() => normal(random)));
        const asked = [...Array(rows).keys()].filter(() => random() < 0.7).reverse();
        table.order.set(asked);
        const from = Math.floor(asked.length / 3);
        const wanted = Int32Array.from(columns.keys()).filter((c) => c % 3 !== 1);
        const found = table.histogram(wanted, from, asked.length);
        for (const c of wanted) {
          const expected = new Float64Array(binsAColumn * cellsABin);
          for (const row of asked.slice(from)) {
            const cell = table.bins[c]![row]! * cellsABin;
            expected[cell]! += table.slopes[2 * row]!;
            expected[cell + 1]! += table.slopes[2 * row + 1]!;
            expected[cell + 2]!++;
          }
          const own = binsAColumn * cellsABin;
          assert.deepEqual(found.slice(c * own, (c + 1) * own), expected);
        }
      } finally {
        table.release();
      }
    }),
    { numRuns: 60 },
  );
  assert.equal(engine.allocator.used, 0);
});

test('a histogram stays until the table has been asked for as many more as it has room for', () => {
  const table = createBinnedTable(columnsOf(3, 50, 1), 3, engine);
  table.slopes.fill(1);
  table.order.set([...Array(50).keys()]);
  const first = table.histogram(Int32Array.of(0, 1, 2), 0, 50);
  const kept = first.slice();
  for (const until of [10, 20]) table.histogram(Int32Array.of(0, 1, 2), 0, until);
  assert.deepEqual(first, kept);
  table.release();
});
