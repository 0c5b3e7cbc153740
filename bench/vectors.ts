import { normal, seededRandom } from '../config/index.ts';
import { createVectorTable, sharedEngine } from '../kernels/index.ts';
import { measure } from './measure.ts';

const [rows, dimensions, wanted] = [100_000, 64, 20];
const targetMilliseconds = 2.5;
const batch = 64;

const random = seededRandom(1);
const vectors = Float32Array.from({ length: rows * dimensions }, () => normal(random));
const queries = Array.from({ length: batch }, () => ({
  vector: Float32Array.from({ length: dimensions }, () => normal(random)),
}));

/** The reference: one loop over all rows, a list of the best kept in order. */
function plainSearch(query: Float32Array): { rows: Int32Array; scores: Float32Array } {
  const best = {
    rows: new Int32Array(wanted).fill(-1),
    scores: new Float32Array(wanted).fill(Number.NEGATIVE_INFINITY),
  };
  for (let row = 0; row < rows; row++) {
    let score = 0;
    for (let k = 0, at = row * dimensions; k < dimensions; k++, at++) score += query[k]! * vectors[at]!;
    if (score <= best.scores[wanted - 1]!) continue;
    let at = wanted - 1;
    for (; at > 0 && best.scores[at - 1]! < score; at--) {
      best.rows[at] = best.rows[at - 1]!;
      best.scores[at] = best.scores[at - 1]!;
    }
    best.rows[at] = row;
    best.scores[at] = score;
  }
  return best;
}

const table = createVectorTable(vectors, dimensions);
const few = new Uint8Array(Math.ceil(rows / 8));
for (let row = 0; row < rows; row += 1000) few[row >> 3]! |= 1 << (row & 7);
let turn = 0;
const next = () => queries[turn++ % batch]!.vector;

const same = table.search([queries[0]!], wanted)[0]!.rows.join() === plainSearch(queries[0]!.vector).rows.join();
if (!same) throw new Error('the search and the plain loops found different rows');

const names = {
  plain: 'plain loops',
  kernel: `our search, ${sharedEngine().threads} threads`,
  filtered: 'with a filter that keeps 0.1 %',
  batched: `in batches of ${batch}`,
};
const rates = measure([
  { name: names.plain, units: 1, run: () => plainSearch(next()) },
  { name: names.kernel, units: 1, run: () => table.search([{ vector: next() }], wanted) },
  { name: names.filtered, units: 1, run: () => table.search([{ vector: next(), allowed: few }], wanted) },
  { name: names.batched, units: batch, run: () => table.search(queries, wanted) },
]);
console.log(`exact top ${wanted} among ${rows.toLocaleString('en')} × ${dimensions} vectors`);
for (const [name, rate] of rates) {
  const milliseconds = 1000 / rate;
  const target =
    name === names.kernel
      ? `, target ≤ ${targetMilliseconds} ms: ${milliseconds <= targetMilliseconds ? 'reached' : 'not reached'}`
      : '';
  const ratio = rates.get(names.plain)! / rate;
  console.log(`  ${name.padEnd(42)} ${milliseconds.toFixed(2).padStart(8)} ms a query, ${ratio.toFixed(2)} ×${target}`);
}
