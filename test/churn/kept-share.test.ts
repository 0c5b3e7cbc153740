import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keptShares } from '../../churn/kept-share.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { type CustomerId, readOrders, readReturns } from '../../warehouse/index.ts';
import { openTestWarehouse, type TestWarehouse } from '../warehouse/a-warehouse.ts';

const moment = new Date('2026-02-01');
let shop: TestWarehouse;

before(async () => {
  shop = await openTestWarehouse();
  await shop.ingest(
    [
      'customer_id,timestamp,order_id,product_id,quantity,unit_price',
      'all-back,2026-01-02,1,MUG,1000,10',
      'all-back,2026-01-03,1,MUG,-1000,10',
      'some-back,2026-01-02,2,MUG,10,10',
      'some-back,2026-01-05,2,MUG,-5,10',
      'keeps,2026-01-04,3,MUG,10,10',
      'later,2026-01-04,4,MUG,10,10',
      'later,2026-02-04,4,MUG,-10,10',
    ].join('\n'),
  );
});
after(() => shop.close());

test('what is given back is told per customer, and not before it happened', async () => {
  const returned = await readReturns(shop.warehouse, { before: moment });
  assert.deepEqual(
    [...returned].sort(([a], [b]) => a.localeCompare(b)),
    [
      ['all-back', 10_000],
      ['some-back', 50],
    ],
  );
});

test('who gave everything back is expected to keep little, who gave nothing back more than the shop does', async () => {
  const orders = await readOrders(shop.warehouse, { before: moment });
  const snapshot = snapshotAt(orders, moment.getTime());
  const shares = keptShares(orders, snapshot, await readReturns(shop.warehouse, { before: moment }));
  const of = (id: string) => shares[orders.customers.indexOf(id as CustomerId)]!;
  // 250 of 10,300 stay; an average order is 2,575.
  const usual = 250 / 10_300;
  assert.ok(Math.abs(of('all-back') - (2575 * usual) / 12_575) < 1e-12);
  assert.ok(Math.abs(of('some-back') - (50 + 2575 * usual) / 2675) < 1e-12);
  assert.equal(of('keeps'), of('later'));
  assert.ok(of('keeps') > of('some-back') && of('some-back') > of('all-back'));
});
