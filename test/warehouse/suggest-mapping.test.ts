import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { suggestMapping } from '../../warehouse/ingest/suggest-mapping.ts';

test('columns are recognised by the words that shops use', () => {
  assert.equal(
    suggestMapping(['Order No', 'Customer', 'Date', 'SKU', 'Qty', 'Price']),
    'fields: {customer_id: Customer, timestamp: Date, quantity: Qty, unit_price: Price, product_id: SKU, order_id: Order No}',
  );
  assert.equal(
    suggestMapping(['订单编号', '买家昵称', '下单时间', '商品编号', '数量']),
    'fields: {customer_id: 买家昵称, timestamp: 下单时间, quantity: 数量, product_id: 商品编号, order_id: 订单编号}',
  );
});

test('a needed field that no column speaks of is left to the reader, and odd names stay valid YAML', () => {
  const suggested = suggestMapping(['a', '# "user": x', '']);
  assert.equal(suggested, 'fields: {customer_id: "# \\"user\\": x", timestamp: YOUR COLUMN}');
  assert.deepEqual(parse(suggested), { fields: { customer_id: '# "user": x', timestamp: 'YOUR COLUMN' } });
});
