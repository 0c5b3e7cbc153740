import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ShopFile, simulateShop, writeShopFiles } from '../../demo/index.ts';

const shop = simulateShop({ seed: 11, customers: 400 });
const folder = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
const files = writeShopFiles(shop, join(folder, 'shop'));
let rows: { events: Row[]; customers: Row[]; products: Row[] };
type Row = Record<string, string>;

before(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = async (file: ShopFile) => {
    const reader = await connection.runAndReadAll(
      `SELECT * FROM read_csv($path, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', nullstr = '\u0001', strict_mode = true)`,
      { path: file.path },
    );
    return reader.getRowObjects() as Row[];
  };
  rows = {
    events: await read(files.events),
    customers: await read(files.customers),
    products: await read(files.products),
  };
  connection.closeSync();
  instance.closeSync();
});
after(() => rmSync(folder, { recursive: true }));

const bytes = (file: ShopFile) => readFileSync(file.path);
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

test('the files hold the columns of the generic formats', () => {
  const header = (file: ShopFile) => bytes(file).toString('utf8').split('\n', 1)[0];
  assert.equal(
    header(files.events),
    'event_id,customer_id,timestamp,type,channel,order_id,product_id,quantity,unit_price,currency,rating,title,text,category,brand',
  );
  assert.equal(
    header(files.customers),
    'customer_id,email,phone,first_name,last_name,locale,time_zone,email_consent,consent_time',
  );
  assert.equal(
    header(files.products),
    'product_id,title,category,brand,description,price,currency,stock,cost,image_url',
  );
});

test('the same shop gives the same bytes, over older files too, and leaves nothing half written', () => {
  const names = ['customers.csv', 'orders-and-events.csv', 'products.csv'];
  const digests = names.map((name) => digest(join(folder, 'shop', name)));
  writeShopFiles(simulateShop({ seed: 11, customers: 400 }), join(folder, 'shop'));
  assert.deepEqual(
    names.map((name) => digest(join(folder, 'shop', name))),
    digests,
  );
  assert.deepEqual(readdirSync(join(folder, 'shop')).sort(), names);
  writeShopFiles(simulateShop({ seed: 12, customers: 400 }), join(folder, 'other'));
  for (const [index, name] of names.entries()) assert.notEqual(digest(join(folder, 'other', name)), digests[index]);
});

test('DuckDB reads every event back as it was, in any language and with any quotes', () => {
  assert.equal(rows.events.length, files.events.rows);
  const seen = new Set<string>();
  const own = rows.events.filter((row) => {
    const ours = /^E\d/.test(row.event_id!) && !seen.has(row.event_id!);
    seen.add(row.event_id!);
    return ours;
  });
  own.sort((a, b) => (a.event_id! < b.event_id! ? -1 : 1));
  assert.equal(own.length, shop.events.length);
  own.forEach((row, index) => {
    const event = shop.events[index]!;
    assert.equal(row.customer_id, shop.customers[event.customer]!.customerId);
    assert.equal(Date.parse(row.timestamp!), event.time);
    assert.equal(row.type, event.type);
    assert.equal(row.channel, event.channel);
    assert.equal(row.order_id, event.orderId ?? '');
    assert.equal(row.product_id, event.product === undefined ? '' : shop.products[event.product]!.productId);
    assert.equal(row.quantity, event.quantity === undefined ? '' : String(event.quantity));
    assert.equal(row.unit_price === '' ? undefined : Number(row.unit_price), event.unitPrice);
    assert.equal(row.rating === '' ? undefined : Number(row.rating), event.rating);
    assert.equal(row.title, event.title ?? '');
    assert.equal(row.text, event.text ?? '');
  });
});

test('DuckDB reads the catalogue and the customers back as they were', () => {
  const products = new Map(rows.products.map((row) => [row.product_id!, row]));
  for (const product of shop.products) {
    const row = products.get(product.productId)!;
    assert.deepEqual(
      [row.title, row.category, row.brand, row.description, Number(row.price), Number(row.cost), Number(row.stock)],
      [product.title, product.category, product.brand, product.description, product.price, product.cost, product.stock],
    );
  }
  const customers = new Map(rows.customers.map((row) => [row.customer_id!, row]));
  for (const customer of shop.customers) {
    const row = customers.get(customer.customerId)!;
    assert.deepEqual(
      [row.email, row.phone, row.first_name, row.last_name, row.locale, row.time_zone, row.email_consent],
      [
        customer.email,
        customer.phone,
        customer.firstName,
        customer.lastName,
        customer.locale,
        customer.timeZone,
        customer.emailConsent === null ? '' : String(customer.emailConsent),
      ],
    );
    assert.equal(row.consent_time === '' ? undefined : Date.parse(row.consent_time!), customer.consentTime);
  }
});

test('the dirt is added to the rows and counted, and replaces none', () => {
  const total = (file: ShopFile) => Object.values(file.dirt).reduce((sum, count) => sum + count, 0);
  assert.equal(files.events.rows, shop.events.length + total(files.events));
  assert.equal(files.customers.rows, shop.customers.length + total(files.customers));
  assert.equal(files.products.rows, shop.products.length + total(files.products));
  assert.equal(rows.events.filter((row) => row.customer_id === '').length, files.events.dirt['no customer']);
  assert.equal(rows.events.filter((row) => row.timestamp === '').length, files.events.dirt['no time']);
  const unreadable = rows.events.filter((row) => row.timestamp !== '' && Number.isNaN(Date.parse(row.timestamp!)));
  assert.equal(unreadable.length, files.events.dirt['unreadable time']);
  const lines = rows.events.map((row) => JSON.stringify(row));
  assert.equal(lines.length - new Set(lines).size, files.events.dirt.doubled);
});

test('some reviews mean harm: instructions, scripts, formulas', () => {
  const texts = rows.events.filter((row) => row.event_id!.startsWith('X-review')).map((row) => row.text!);
  assert.equal(texts.length, files.events.dirt['hostile review']);
  assert.ok(texts.some((text) => /ignore all previous instructions/i.test(text)));
  assert.ok(texts.some((text) => text.includes('<script>')));
  assert.ok(texts.some((text) => text.startsWith('=')));
  assert.ok(texts.some((text) => text.includes('\n')));
});

test('every address in any file belongs to an example domain', () => {
  for (const file of Object.values(files) as ShopFile[]) {
    for (const [, domain] of bytes(file)
      .toString('utf8')
      .matchAll(/@([A-Za-z0-9.-]+)/g)) {
      assert.match(domain!.toLowerCase(), /^example\.(com|org|net)$|\.example$/);
    }
  }
});
