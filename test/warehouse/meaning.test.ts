import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTestWarehouse } from './a-warehouse.ts';

const retail = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
1,POST,POSTAGE,1,2010-12-01 08:26:00,18,17850.0,United Kingdom
C2,85123A,WHITE HANGING HEART,-2,2010-12-05 08:26:00,2.55,17850.0,United Kingdom
C2,D,Discount,-1,2010-12-05 08:26:00,27.5,17850.0,United Kingdom
3,22752,,3,2010-12-06 08:26:00,0.0,17850.0,United Kingdom
4,22752,BABUSHKA,1,2010-12-06 08:26:00,7.65,,United Kingdom
5,22752,SET 7 BABUSHKA,-1,2010-12-07 08:26:00,7.65,13047.0,United Kingdom
`;

test('cancellations and lines below zero become returns, told in positive figures', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const report = await ingest(retail);
    assert.deepEqual(report.reasons, { 'no customer': 1 });
    assert.deepEqual(
      await rows(
        `SELECT order_id, product_id, customer_id, quantity, unit_price, properties->>'$.charge' FROM events WHERE type = 'order_refunded' ORDER BY 1, 2`,
      ),
      [
        ['5', '22752', '13047', '1.0000', '7.6500', null],
        ['C2', '85123A', '17850', '2.0000', '2.5500', null],
        ['C2', null, '17850', '1.0000', '27.5000', 'D'],
      ],
    );
    assert.deepEqual(await rows('SELECT order_id, sum(value) FROM order_lines GROUP BY 1'), [['1', 33.3]]);
  }));

test('charges keep their code and are no products', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(retail);
    assert.deepEqual(await rows(`SELECT properties->>'$.charge', product_id FROM events WHERE unit_price = 18`), [
      ['POST', null],
    ]);
    assert.deepEqual(await rows('SELECT product_id, title, price FROM products ORDER BY 1'), [
      ['22752', 'SET 7 BABUSHKA', null],
      ['85123A', 'WHITE HANGING HEART', '2.5500'],
    ]);
  }));

const header = 'customer_id,timestamp,product_id,title,category,brand,unit_price,currency\n';

test('what a product is called and costs comes from the latest line, whichever file was read first', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(`${header}c,2026-01-02,p,Mug,Cups,,4,GBP\nc,2026-01-05,p,Big mug,,Elm,5,EUR\nc,2026-01-06,p,,,,0,\n`);
    await ingest(`${header}c,2026-01-01,p,Old mug,Old,Old,3,GBP\n`);
    assert.deepEqual(await rows('SELECT title, category, brand, price, currency FROM products'), [
      ['Big mug', 'Cups', 'Elm', '5.0000', 'EUR'],
    ]);
    await ingest(`${header}c,2026-01-07,p,,,,6,GBP\n`);
    assert.deepEqual(await rows('SELECT price, currency FROM products'), [['6.0000', 'GBP']]);
  }));

test('a catalogue outweighs what orders say, before and after, and an empty cell of it says nothing', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const catalogue = 'product_id,title,price,currency,stock\n';
    await ingest(`${header}c,2026-01-02,p,Mug,Cups,Elm,4,GBP\nc,2026-01-02,q,Tin,Tins,,2,GBP\n`);
    const first = await ingest(`${catalogue}p,Wrong,1,GBP,3\np,Fine mug,4.5,GBP,7\nr,Rope,3,GBP,\n`);
    assert.deepEqual([first.read, first.accepted, first.duplicates], [3, 2, 1]);
    await ingest(`${header}c,2026-02-02,p,Mug!,,,9,GBP\n`);
    await ingest(`${catalogue}p,,,,0\n`);
    assert.deepEqual(await rows('SELECT product_id, title, category, price, stock FROM products ORDER BY 1'), [
      ['p', 'Fine mug', 'Cups', '4.5000', '0'],
      ['q', 'Tin', 'Tins', '2.0000', null],
      ['r', 'Rope', null, '3.0000', null],
    ]);
  }));

test('a catalogue row that cannot be read is rejected', () =>
  withTestWarehouse(async ({ ingest }) => {
    const report = await ingest('product_id,price,stock,cost\np,x,,\nq,,many,\nr,,,1e99\ns,-1,,\n,1,1,1\nt,1,1.0,\n');
    assert.deepEqual([report.accepted, report.rejected], [1, 5]);
    assert.deepEqual(report.reasons, {
      'unreadable number': 2,
      'negative price': 1,
      'no product': 1,
      'number too large': 1,
    });
  }));

test('ratings and words become reviews, and messages to support do not', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(`event_id,customer_id,timestamp,type,product_id,rating,title,text
e1,c,2026-01-02,review_posted,p,4.5,Nice,"Works, well"
e2,c,2026-01-03,Product Reviewed,p,,,Fine
e3,c,2026-01-04,support_message,p,,Help,It broke
e4,c,2026-01-05,,q,2,Tea pot,
`);
    assert.deepEqual(await rows('SELECT review_id, product_id, rating, title, text FROM reviews ORDER BY 1'), [
      ['e1', 'p', 4.5, 'Nice', 'Works, well'],
      ['e2', 'p', null, null, 'Fine'],
      ['e4', 'q', 2, null, null],
    ]);
    assert.deepEqual(await rows('SELECT type, properties FROM events ORDER BY event_id'), [
      ['review_posted', '{"rating":4.5,"title":"Nice","text":"Works, well"}'],
      ['review_posted', '{"text":"Fine"}'],
      ['support_message', '{"title":"Help","text":"It broke"}'],
      ['order_completed', '{"rating":2.0}'],
    ]);
    assert.deepEqual(await rows('SELECT product_id, title FROM products ORDER BY 1'), [
      ['p', null],
      ['q', 'Tea pot'],
    ]);
  }));

test('Segment’s names of events are understood', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const names = [
      'Order Completed',
      'Order Refunded',
      'Order Cancelled',
      'Product Viewed',
      'Product Added to Wishlist',
    ];
    await ingest(`customer_id,timestamp,type\n${names.map((name, day) => `c,2026-01-0${day + 1},${name}\n`).join('')}`);
    assert.deepEqual(await rows('SELECT type FROM events ORDER BY time'), [
      ['order_completed'],
      ['order_refunded'],
      ['order_refunded'],
      ['product_viewed'],
      ['product_liked'],
    ]);
  }));
