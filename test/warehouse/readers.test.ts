import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  readInteractions,
  readOrders,
  readProducts,
  readPurchases,
  readReviews,
  readTimeSpan,
  selectColumns,
} from '../../warehouse/index.ts';
import { withTestWarehouse } from './a-warehouse.ts';

const header = 'event_id,customer_id,timestamp,type,order_id,product_id,quantity,unit_price,rating,text\n';
const rows = `${header}e1,b,2026-01-01T10:00:00Z,,o1,p1,2,3,,
e2,b,2026-01-01T10:00:00Z,,o1,p2,1,0.125,,
e3,a,2026-01-02T10:00:00Z,,o2,p1,1,3,,
e4,a,2026-01-03T10:00:00Z,review_posted,,p1,,,5,Good
e5,a,2026-01-04T10:00:00Z,product_viewed,,p3,,,,
e6,b,2026-01-05T10:00:00Z,,o3,p9,1,0,,
e7,b,2026-01-06T10:00:00Z,order_refunded,o1,p1,1,3,,
`;

test('orders are sorted by customer and time, with lines, pieces and value; what nobody paid for is none', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(rows);
    const orders = await readOrders(warehouse, { before: new Date('2027-01-01') });
    assert.deepEqual(
      { ...orders, time: [...orders.time].map((time) => new Date(time).toISOString()) },
      {
        customers: ['a', 'b'],
        customer: Int32Array.of(0, 1),
        time: ['2026-01-02T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
        value: Float64Array.of(3, 6.125),
        lines: Int32Array.of(1, 2),
        quantity: Float64Array.of(1, 3),
      },
    );
  }));

test('an order is worth the same whichever of its lines is summed up first', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    const lines = (order: string, prices: readonly string[]) =>
      prices.map((price) => `a,2026-01-01,${order},p${price},1,${price}\n`).join('');
    const prices = ['0.1', '0.2', '0.3', '1000000.7'];
    await ingest(
      `customer_id,timestamp,order_id,product_id,quantity,unit_price\n${lines('o1', prices)}${lines('o2', prices.toReversed())}`,
    );
    const { value } = await readOrders(warehouse, { before: new Date('2027-01-01') });
    assert.deepEqual([...value], [1000001.3, 1000001.3]);
  }));

test('every second customer can be read alone, under numbers from 0 on', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await ingest(`customer_id,timestamp,product_id\n${ids.map((id, day) => `${id},2026-01-0${day + 1},p\n`).join('')}`);
    const span = { before: new Date('2027-01-01'), every: 2 };
    const { customers, customer, time } = await readOrders(warehouse, span);
    assert.deepEqual(customers, ['a', 'c', 'e']);
    assert.deepEqual([...customer], [0, 1, 2]);
    const purchases = await readPurchases(warehouse, { ...span, customers: 3 });
    assert.deepEqual(purchases.time, time);
    assert.deepEqual([...purchases.offsets], [0, 1, 2, 3]);
  }));

test('a shop whose files hold no price at all still has orders', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest('customer_id,timestamp,product_id\na,2026-01-01,p1\nb,2026-01-01,p1\n');
    const orders = await readOrders(warehouse, { before: new Date('2027-01-01') });
    assert.deepEqual([...orders.value], [0, 0]);
  }));

test('whatever the cutoff, nothing at or after it can be seen through any reader', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(rows);
    const first = Date.parse('2025-12-31');
    const moment = fc
      .oneof(
        fc.integer({ min: 0, max: 8 * 86_400_000 }),
        fc.integer({ min: 1, max: 6 }).map((day) => day * 86_400_000 + 10 * 3_600_000),
      )
      .map((offset) => new Date(first + offset));
    await fc.assert(
      fc.asyncProperty(moment, moment, async (before, from) => {
        const cutoff = before.getTime();
        const orders = await readOrders(warehouse, { from, before });
        const interactions = await readInteractions(warehouse, { from, before });
        const reviews = await readReviews(warehouse, { before });
        for (const time of [...orders.time, ...interactions.time]) assert.ok(time < cutoff && time >= from.getTime());
        for (const { time } of reviews) assert.ok(time < cutoff);
        const past = await readOrders(warehouse, { before });
        const future = await readOrders(warehouse, { from: before, before: new Date('2027-01-01') });
        assert.equal(past.time.length + future.time.length, 2);
      }),
      { numRuns: 40 },
    );
  }));

test('interactions tell what was done with which product, oldest first', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(rows);
    const { customers, products, customer, product, type, rating } = await readInteractions(warehouse, {
      before: new Date('2027-01-01'),
    });
    assert.deepEqual(
      type.map((what, row) => [customers[customer[row]!], products[product[row]!], what]),
      [
        ['b', 'p1', 'order_completed'],
        ['b', 'p2', 'order_completed'],
        ['a', 'p1', 'order_completed'],
        ['a', 'p1', 'review_posted'],
        ['a', 'p3', 'product_viewed'],
        ['b', 'p1', 'order_refunded'],
      ],
    );
    assert.equal(rating[3], 5);
    assert.ok(Number.isNaN(rating[0]));
  }));

test('the span of time and the catalogue are those of the files', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    assert.equal(await readTimeSpan(warehouse), undefined);
    await ingest(rows);
    assert.deepEqual(await readTimeSpan(warehouse), {
      first: new Date('2026-01-01T10:00:00Z'),
      last: new Date('2026-01-06T10:00:00Z'),
    });
    const products = await readProducts(warehouse);
    assert.deepEqual([...products.keys()], ['p1', 'p2', 'p3', 'p9']);
    assert.deepEqual(
      [...products.values()].map(({ price }) => price),
      [3, 0.125, null, null],
    );
  }));

test('a column of whole numbers with a hole in it is refused, not read as zero', () =>
  withTestWarehouse(async ({ warehouse: { connection } }) => {
    await assert.rejects(selectColumns(connection, 'SELECT NULL::INTEGER', {}, ['int32']), /holds NULL/);
    const [numbers] = await selectColumns(connection, 'SELECT NULL::DOUBLE', {}, ['float64']);
    assert.ok(Number.isNaN(numbers[0]));
  }));
