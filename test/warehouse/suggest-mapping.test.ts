import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseMapping } from '../../warehouse/index.ts';
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

/** Headers of exports, and the fields that they must be understood by. */
const exports: [string, string, string][] = [
  [
    'WooCommerce',
    'Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Email (Billing),Customer User ID,SKU,Item Name,Quantity,Item Cost,Order Line Total,Order Total Amount,Order Currency',
    'customer_id: Customer User ID, timestamp: Order Date, quantity: Quantity, unit_price: Item Cost, product_id: SKU, order_id: Order Number, title: Item Name, currency: Order Currency',
  ],
  [
    'Shopify',
    'Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name',
    'customer_id: Email, timestamp: Paid at, quantity: Lineitem quantity, unit_price: Lineitem price, product_id: Lineitem sku, order_id: Name, title: Lineitem name, currency: Currency',
  ],
  [
    'a Chinese platform',
    '订单号,买家会员名,付款时间,商品名称,商品编码,数量,单价,实付金额,订单状态,收货人姓名,手机号',
    'customer_id: 买家会员名, timestamp: 付款时间, quantity: 数量, unit_price: 单价, product_id: 商品编码, order_id: 订单号, title: 商品名称',
  ],
  [
    'a Chinese platform, a line an order',
    '订单号,买家会员名,付款时间,实付金额,订单状态',
    'customer_id: 买家会员名, timestamp: 付款时间, order_id: 订单号, unit_price: 实付金额',
  ],
  [
    'reviews',
    'Date,Customer User ID,Product,Stars,Review',
    'customer_id: Customer User ID, timestamp: Date, product_id: Product, rating: Stars, text: Review, type: {constant: review_posted}',
  ],
];

for (const [shop, header, fields] of exports) {
  test(`the columns of an export from ${shop} are guessed`, () => {
    assert.equal(suggestMapping(header.split(',')), `fields: {${fields}}`);
    assert.doesNotThrow(() => parseMapping(suggestMapping(header.split(',')), 'm.yaml'));
  });
}

test('a file of customers is told by its column on consent, and customers without an id are known by their address', () => {
  const byAddress = suggestMapping(['First Name', 'Email', 'Accepts Email Marketing']);
  assert.equal(
    byAddress,
    '{kind: customers, fields: {customer_id: Email, email_consent: Accepts Email Marketing, email: Email, first_name: First Name}}',
  );
  assert.equal(parseMapping(byAddress, 'm.yaml').kind, 'customers');
  assert.equal(
    suggestMapping(['Customer ID', 'Email', 'Accepts SMS Marketing', 'Newsletter', 'Phone', 'Total Spent']),
    '{kind: customers, fields: {customer_id: Customer ID, email_consent: Newsletter, email: Email, phone: Phone}}',
  );
  assert.match(suggestMapping(['Name', 'Email', 'Accepts Marketing', 'Paid at', 'Lineitem sku']), /^fields: .*Paid at/);
});

test('an e-mail address is no address beside a customer, but who the customer is', () => {
  assert.equal(
    suggestMapping(['Billing Address', 'E-mail Address', 'Order Date']),
    'fields: {customer_id: E-mail Address, timestamp: Order Date}',
  );
});

test('a needed field that no column speaks of is left to the reader, and odd names stay valid YAML', () => {
  const suggested = suggestMapping(['a', '# "user": x', '']);
  assert.equal(suggested, 'fields: {customer_id: "# \\"user\\": x", timestamp: YOUR COLUMN}');
  assert.deepEqual(parse(suggested), { fields: { customer_id: '# "user": x', timestamp: 'YOUR COLUMN' } });
});
