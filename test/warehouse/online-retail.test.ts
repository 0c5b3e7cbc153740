import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { ingestFile, readOrders } from '../../warehouse/index.ts';
import { addsUp, openTestWarehouse, type TestWarehouse } from './a-warehouse.ts';

const path = join(import.meta.dirname, '../../../shared/data/online-retail.csv.gz');
const skip = existsSync(path) ? false : `${path} is not there`;
const end = new Date('2011-12-10');

let shop: TestWarehouse;
let report: Awaited<ReturnType<typeof ingestFile>>;
before(async () => {
  if (skip) return;
  shop = await openTestWarehouse();
  report = await ingestFile(shop.warehouse, { path });
});
after(() => shop?.close());

test('Online Retail: every row is counted, those without a customer are rejected', { skip }, () => {
  assert.ok(addsUp(report));
  assert.deepEqual([report.read, report.accepted, report.duplicates, report.rejected], [541_909, 406_829, 0, 135_080]);
  assert.deepEqual(report.reasons, { 'no customer': 135_080 });
});

test('Online Retail: 3,370 customers ordered before 2011-09-10, and 43.1 % of them did not in the 90 days after', {
  skip,
}, async () => {
  const cutoff = new Date('2011-09-10');
  const known = await readOrders(shop.warehouse, { before: cutoff });
  const later = await readOrders(shop.warehouse, {
    from: cutoff,
    before: new Date(cutoff.getTime() + 90 * 86_400_000),
  });
  const stayed = new Set(later.customers);
  const left = known.customers.filter((customer) => !stayed.has(customer));
  assert.equal(known.customers.length, 3370);
  assert.equal(((100 * left.length) / known.customers.length).toFixed(1), '43.1');
});

test('Online Retail: every order has the lines, the pieces and the value of a plain reading of the file', {
  skip,
}, async () => {
  const plain = await plainReading();
  const orders = await readOrders(shop.warehouse, { before: end });
  const found = (await shop.rows(
    'SELECT customer_id, order_id, count(*)::INTEGER, sum(quantity), sum(value) FROM order_lines GROUP BY 1, 2',
  )) as [string, string, number, number, number][];
  assert.equal(found.length, plain.size);
  assert.equal(orders.time.length, plain.size);
  for (const [customer, order, lines, quantity, value] of found) {
    const expected = plain.get(`${customer} ${order}`)!;
    assert.deepEqual([lines, quantity], [expected.lines, expected.quantity]);
    assert.ok(Math.abs(value - expected.value) < 1e-6, order);
  }
});

test('Online Retail: the rejects name each row’s line', { skip }, async () => {
  const wanted = new Map(
    readFileSync(report.rejectsFile!, 'utf8')
      .split('\n')
      .slice(1, 20_000)
      .flatMap((line) => {
        const [, number, row] = /^(\d+),no customer,"([^"]+)"$/.exec(line) ?? [];
        return row === undefined ? [] : [[Number(number), row] as const];
      }),
  );
  assert.ok(wanted.size > 10_000);
  let number = 0;
  for await (const line of lines()) {
    const row = wanted.get(++number);
    if (row !== undefined) assert.equal(line, row);
  }
});

function lines() {
  return createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY });
}

/** An invoice’s lines with a customer, a number that does not begin with C, and quantity × price above zero. */
async function plainReading() {
  const orders = new Map<string, { lines: number; quantity: number; value: number }>();
  for await (const line of lines()) {
    const [, invoice, , , pieces, , price, customer] =
      /^([^,]*),([^,]*),("(?:[^"]|"")*"|[^,]*),([^,]*),([^,]*),([^,]*),([^,]*),/.exec(line) ?? [];
    if (!customer || customer === 'CustomerID' || invoice!.startsWith('C')) continue;
    const quantity = Number(pieces);
    const value = quantity * Number(price);
    if (!(value > 0)) continue;
    const key = `${customer.replace(/\.0$/, '')} ${invoice}`;
    const order = orders.get(key) ?? { lines: 0, quantity: 0, value: 0 };
    orders.set(key, { lines: order.lines + 1, quantity: order.quantity + quantity, value: order.value + value });
  }
  return orders;
}
