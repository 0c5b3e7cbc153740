import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { seededRandom } from '../config/index.ts';
import type { Pairs } from '../embeddings/history.ts';
import { fitIals, foldInAll } from '../embeddings/ials.ts';
import { sharedEngine } from '../kernels/index.ts';
import { median } from './measure.ts';

const settings = { factors: 64, unobservedWeight: 0.3, regularisation: 0.01, sweeps: 15, halfLifeDays: null };
const target = 1;
const large = { customers: 1_000_000, items: 100_000, pairs: 10_000_000, targetSeconds: 90, targetGibibytes: 1.5 };

/** Who bought what, each pair once: orders before the cutoff, goods only. */
async function onlineRetail(file: string): Promise<Pairs> {
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    `WITH pairs AS (
       SELECT DISTINCT CustomerID AS customer, StockCode AS item FROM read_csv($file, all_varchar = true)
       WHERE CustomerID <> '' AND InvoiceNo NOT LIKE 'C%' AND Quantity::INT * UnitPrice::DOUBLE > 0
         AND StockCode SIMILAR TO '[0-9]{5}.*' AND InvoiceDate::TIMESTAMP < TIMESTAMP '2011-09-10')
     SELECT dense_rank() OVER (ORDER BY customer) - 1 AS customer, dense_rank() OVER (ORDER BY item) - 1 AS item
     FROM pairs ORDER BY ALL`,
    { file },
  );
  const [customer, item] = reader.getColumns().map((column) => Int32Array.from(column, Number));
  return pairsOf(customer!, item!);
}

/** From pairs sorted by customer. */
function pairsOf(customer: Int32Array, item: Int32Array): Pairs {
  const customers = (customer.at(-1) ?? -1) + 1;
  const start = new Int32Array(customers + 1);
  for (const one of customer) start[one + 1]!++;
  for (let c = 0; c < customers; c++) start[c + 1]! += start[c]!;
  return { customers, items: item.reduce((most, one) => Math.max(most, one), -1) + 1, start, item };
}

/** A shop at the size that the targets name: ten pairs a customer, some items far more popular than others. */
function simulated(): Pairs {
  const random = seededRandom(1);
  const each = large.pairs / large.customers;
  const start = Int32Array.from({ length: large.customers + 1 }, (_, c) => c * each);
  const item = Int32Array.from({ length: large.pairs }, () => Math.floor(large.items * random() ** 3));
  return { customers: large.customers, items: large.items, start, item };
}

function secondsOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

/** The seconds of implicit's trainings, if PYTHON names an interpreter that has it. */
function implicitSeconds({ customers, items, start, item }: Pairs, threads: number): number[] | undefined {
  const python = process.env.PYTHON;
  if (!python || spawnSync(python, ['-c', 'import implicit']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ials-'));
  try {
    const file = join(folder, 'pairs.i32');
    writeFileSync(file, Buffer.concat([new Uint8Array(start.buffer), new Uint8Array(item.buffer)]));
    const script = join(import.meta.dirname, 'ials_implicit.py');
    const given = [script, file, customers, items, threads].map(String);
    // Two threads of work, not two of ours times two of the matrix library's.
    const environment = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
    const { stdout, stderr, status } = spawnSync(python, given, { encoding: 'utf8', env: environment });
    if (status !== 0) throw new Error(`implicit did not run: ${stderr}`);
    return JSON.parse(stdout) as number[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { threads } = sharedEngine();
const train = (pairs: Pairs) => fitIals(pairs, settings, seededRandom(1));
const file = join(import.meta.dirname, '../../shared/data/online-retail.csv.gz');
if (existsSync(file)) {
  const pairs = await onlineRetail(file);
  console.log(
    `iALS, ${settings.factors} factors, ${settings.sweeps} sweeps, ${threads} threads, on Online Retail: ` +
      `${pairs.item.length.toLocaleString('en')} pairs of ${pairs.customers} customers and ${pairs.items} products`,
  );
  train(pairs);
  // Before and after the peer, so that a busy moment of the machine hits both alike.
  const before = Array.from({ length: 3 }, () => secondsOf(() => train(pairs)));
  const peer = implicitSeconds(pairs, threads);
  const after = Array.from({ length: 3 }, () => secondsOf(() => train(pairs)));
  const ours = median([...before, ...after]);
  console.log(`  ours      ${ours.toFixed(3)} s`);
  if (peer) {
    const ratio = ours / median(peer);
    const reached = ratio <= target ? 'reached' : 'not reached';
    console.log(
      `  implicit  ${median(peer).toFixed(3)} s; ours takes ${ratio.toFixed(2)} ×, target ≤ ${target} ×: ${reached}`,
    );
  } else {
    console.log('  implicit was not measured: set PYTHON to an interpreter that has it');
  }
} else {
  console.log('iALS on Online Retail was not measured: ../shared/data/online-retail.csv.gz is not there');
}

const pairs = simulated();
console.log(
  `iALS at ${large.customers.toLocaleString('en')} customers × ${large.items.toLocaleString('en')} products, ` +
    `${large.pairs.toLocaleString('en')} pairs, ${settings.factors} factors, ${settings.sweeps} sweeps`,
);
let model: ReturnType<typeof train> | undefined;
const seconds = secondsOf(() => {
  model = train(pairs);
});
const gibibytes = (process.resourceUsage().maxRSS * 1024) / 2 ** 30;
const inTime = seconds <= large.targetSeconds ? 'reached' : 'not reached';
const small = gibibytes <= large.targetGibibytes ? 'reached' : 'not reached';
console.log(`  training  ${seconds.toFixed(1)} s, target ≤ ${large.targetSeconds} s: ${inTime}`);
console.log(
  `  memory    ${gibibytes.toFixed(2)} GiB for the whole process, target ≤ ${large.targetGibibytes} GiB: ${small}`,
);
const some = {
  ...pairs,
  customers: 50_000,
  start: pairs.start.subarray(0, 50_001),
  item: pairs.item.subarray(0, pairs.start[50_000]),
};
const folding = secondsOf(() => foldInAll(model!, some));
console.log(`  folding in ${Math.round(some.customers / folding).toLocaleString('en')} customers/s`);
