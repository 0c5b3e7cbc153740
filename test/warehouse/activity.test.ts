import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type CustomerId, openWarehouse, readActivity } from '../../warehouse/index.ts';

const warehouse = await openWarehouse(':memory:');
after(() => warehouse.close());
const before = new Date('2026-03-01T00:00:00Z');
let events = 0;
async function put(
  customer: string,
  time: string,
  type: string,
  given: { product?: string; price?: number; channel?: string } = {},
) {
  const event = `e${events++}`;
  await warehouse.connection.run(
    `INSERT INTO events VALUES ($event, $customer, $time::TIMESTAMP, $type, $channel, $order_id, $product, 1, $price, 'GBP', NULL)`,
    {
      event,
      customer,
      time,
      type,
      channel: given.channel ?? 'web',
      order_id: type === 'order_completed' ? event : null,
      product: given.product ?? 'mug',
      price: given.price ?? null,
    },
  );
}
await warehouse.connection.run(
  `INSERT INTO products (product_id, title, price, stock) VALUES ('mug', 'Mug', 9, NULL), ('pot', 'Pot', 30, 0), ('tin', 'Tin', 5, 3)`,
);

test('the channel of the latest order and the hour of most orders are told, of what happened before the moment alone', async () => {
  for (const day of ['01', '02', '03']) await put('a', `2026-01-${day} 19:20:00`, 'order_completed', { price: 9 });
  await put('a', '2026-02-01 08:00:00', 'order_completed', { price: 9, channel: 'store' });
  await put('a', '2026-03-02 08:00:00', 'order_completed', { price: 9, channel: 'phone' });
  await put('b', '2026-02-01 08:00:00', 'order_completed', { price: 9 });
  await put('b', '2026-02-02 08:00:00', 'order_completed', { price: 9 });
  const activity = await readActivity(warehouse, { before });
  assert.deepEqual(activity.get('a' as CustomerId), { lastOrderChannel: 'store', usualHour: 19, cheaper: [] });
  assert.deepEqual(activity.get('b' as CustomerId), { lastOrderChannel: 'web', usualHour: null, cheaper: [] });
  assert.equal(activity.get('nobody' as CustomerId), undefined);
});

test('a product counts as cheaper when it was looked at lately at a higher price, is there to buy, and was not bought since', async () => {
  await put('c', '2026-02-20 08:00:00', 'product_viewed', { product: 'tin', price: 6 });
  await put('c', '2026-02-21 08:00:00', 'product_liked', { product: 'mug', price: 12 });
  await put('c', '2026-02-21 08:00:00', 'product_viewed', { product: 'pot', price: 50 });
  await put('d', '2026-02-20 08:00:00', 'product_viewed', { product: 'mug', price: 12 });
  await put('d', '2026-02-22 08:00:00', 'order_completed', { product: 'mug', price: 9 });
  await put('e', '2026-01-01 08:00:00', 'product_viewed', { product: 'mug', price: 12 });
  await put('e', '2026-02-20 08:00:00', 'product_viewed', { product: 'tin', price: 4 });
  await put('e', '2026-02-20 08:00:00', 'product_viewed', { product: 'mug' });
  const activity = await readActivity(warehouse, { before });
  assert.deepEqual(activity.get('c' as CustomerId)?.cheaper, [
    { productId: 'mug', title: 'Mug', price: 9, before: 12 },
    { productId: 'tin', title: 'Tin', price: 5, before: 6 },
  ]);
  assert.deepEqual(activity.get('d' as CustomerId)?.cheaper, []);
  assert.equal(activity.get('e' as CustomerId), undefined);
});
