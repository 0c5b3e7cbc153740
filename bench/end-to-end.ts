import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreCustomers, trainChurn, writeScores } from '../churn/index.ts';
import { millisecondsPerDay, seededRandom } from '../config/index.ts';
import { ingestFile, openWarehouse } from '../warehouse/index.ts';

/**
 * A made-up shop from its file to its scores: everything read and checked, the churn model trained, every customer scored and the scores written. `node bench/end-to-end.ts 1000000` is the shop of the target,
 * a million customers and twenty million rows; it needs 6 GB of disk. Recommendations are made for who gets a draft, not for everybody, and are no part of it.
 */
const customers = Number(process.argv[2] ?? 20_000);
const [mostMinutes, mostGibibytes, targetCustomers] = [10, 4, 1_000_000];
const [days, products, horizonDays] = [730, 4000, 90];
const start = Date.UTC(2024, 6, 1);
const asOf = new Date(start + days * millisecondsPerDay);

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const path = join(folder, 'orders.csv');
const rows = await writeOrders();
console.log(
  `end to end: ${customers.toLocaleString('en')} customers, ${rows.toLocaleString('en')} rows, ${availableParallelism()} cores, which others may have had work for too`,
);
const warehouse = await openWarehouse(join(folder, 'data'));
try {
  await timed('read the file', () => ingestFile(warehouse, { path }));
  const model = await timed('train', () => trainChurn(warehouse, { asOf, horizonDays, seed: 7, mostEvents: 24 }));
  const seconds = await timed('score', async () => {
    const began = performance.now();
    await writeScores(warehouse, await scoreCustomers(model, warehouse, { asOf }));
    return (performance.now() - began) / 1000;
  });
  const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
  const verdict = (value: number, most: number) => (value <= most ? 'reached' : 'not reached');
  if (customers >= targetCustomers) {
    console.log(`  scoring within ${mostMinutes} minutes: ${verdict(seconds / 60, mostMinutes)}`);
    console.log(`  memory within ${mostGibibytes} GiB: ${verdict(gibibytes, mostGibibytes)}`);
  }
} finally {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - began) / 1000;
  const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
  console.log(
    `  ${name.padEnd(14)} ${seconds.toFixed(0).padStart(5)} s, ${((user + system) / 1e6).toFixed(0).padStart(5)} s of processor time, peak so far ${gibibytes.toFixed(2)} GiB`,
  );
  return result;
}

/** About twenty rows a customer: orders of some lines at a pace of each customer's own, until they leave, visits in between. Returns how many. */
async function writeOrders(): Promise<number> {
  const random = seededRandom(1);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const file = createWriteStream(path);
  file.write('customer_id,timestamp,type,order_id,product_id,quantity,unit_price\n');
  let lines: string[] = [];
  let written = 0;
  for (let customer = 0; customer < customers; customer++) {
    const first = days * random() ** 0.85;
    const left = Math.min(days, first + exponential(330));
    const gap = 10 + exponential(69);
    const row = (day: number, type: string, order: string) => {
      const product = Math.floor(products * random() ** 3);
      const time = new Date(start + day * millisecondsPerDay).toISOString();
      lines.push(
        `c${customer},${time},${type},${order},P${product},${1 + Math.floor(exponential(0.6))},${1 + (product % 97)}\n`,
      );
    };
    for (let day = first, order = 0; day < left; day += 0.5 + exponential(gap), order++) {
      for (let line = exponential(2.2); line >= 0; line--) row(day, 'order_completed', `${customer}-${order}`);
    }
    for (let day = first + exponential(gap); day < left; day += exponential(gap)) row(day, 'product_viewed', '');
    if (lines.length < 10_000 && customer < customers - 1) continue;
    written += lines.length;
    if (!file.write(lines.join(''))) await once(file, 'drain');
    lines = [];
  }
  file.end();
  await once(file, 'finish');
  return written;
}
