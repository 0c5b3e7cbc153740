import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ingestFile, parseMapping, readInteractions } from '../../warehouse/index.ts';
import { clock, withTestWarehouse } from './a-warehouse.ts';
import { documentedExample } from './documented-example.ts';

test('the documented events file is read whole: two lines of an order and a return', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const report = await ingest(documentedExample('Events'));
    assert.deepEqual([report.read, report.accepted], [3, 3]);
    assert.deepEqual(
      await rows('SELECT type, order_id, product_id, quantity, unit_price FROM events ORDER BY order_id, product_id'),
      [
        ['order_completed', '1001', 'MUG-1', '2.0000', '14.5000'],
        ['order_completed', '1001', 'TIN-1', '1.0000', '4.0000'],
        ['order_refunded', '1002', 'MUG-1', '1.0000', '14.5000'],
      ],
    );
  }));

test('the documented mapping for Shopify reads an export whose currency stands on an order’s first line alone', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const report = await ingest(
      `Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
#1001,ann@shop.example,paid,USD,2026-02-15 10:14:00 -0400,2,"Mug, blue",14.50,MUG-1
#1001,ann@shop.example,,,2026-02-15 10:14:00 -0400,1,Tin,4.00,TIN-1
`,
      { mapping: documentedExample('An order export as Shopify writes it') },
    );
    assert.equal(report.accepted, 2);
    assert.deepEqual(await rows('SELECT product_id, time, currency, channel FROM events ORDER BY product_id'), [
      ['MUG-1', '2026-02-15 14:14:00', 'USD', 'web'],
      ['TIN-1', '2026-02-15 14:14:00', null, 'web'],
    ]);
  }));

test('the documented mapping for a till reads commas, a clock of Berlin, cancellations and postage', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(
      `Bon;Datum;Kundennr;Artikel;Menge;Einzelpreis;Vorgang
7;15.02.2026 10:14;31;A1;1;1.234,50;Verkauf
7;15.02.2026 10:14;31;VERSAND-DE;1;4,90;Verkauf
8;16.07.2025 09:00;31;A1;1;1.234,50;Storno
`,
      { mapping: documentedExample('A European till') },
    );
    assert.deepEqual(
      await rows(
        `SELECT time, type, product_id, unit_price, properties->>'charge' FROM events ORDER BY time, unit_price`,
      ),
      [
        ['2025-07-16 07:00:00', 'order_refunded', 'A1', '1234.5000', null],
        ['2026-02-15 09:14:00', 'order_completed', null, '4.9000', 'VERSAND-DE'],
        ['2026-02-15 09:14:00', 'order_completed', 'A1', '1234.5000', null],
      ],
    );
  }));

test('the documented mapping for a catalogue reads products with or without a stock', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const mapping = documentedExample('A catalogue');
    await ingest('SKU,Name,Department,Retail price,On hand\nMUG-1,Mug,Kitchen,14.50,3\n', { mapping });
    await ingest('SKU,Name,Department,Retail price\nTIN-1,Tin,Kitchen,4\n', { mapping });
    assert.deepEqual(await rows('SELECT product_id, price, currency, stock FROM products ORDER BY product_id'), [
      ['MUG-1', '14.5000', 'GBP', '3'],
      ['TIN-1', '4.0000', 'GBP', null],
    ]);
  }));

const movielens = join(import.meta.dirname, '../../../shared/data/movielens-100k.tsv.gz');
const skip = existsSync(movielens) ? false : `${movielens} is not there`;

test(
  'MovieLens 100K is read by its documented mapping: every rating comes back with its user, item, stars and second',
  {
    skip,
  },
  () =>
    withTestWarehouse(async ({ warehouse }) => {
      const mapping = parseMapping(documentedExample('Ratings without a header'), 'docs/data-formats.md');
      const report = await ingestFile(warehouse, { path: movielens, mapping, clock });
      assert.deepEqual([report.read, report.accepted], [100_000, 100_000]);
      const { customers, products, rating, time } = await readInteractions(warehouse, { before: clock() });
      assert.deepEqual([customers.length, products.length, rating.length], [943, 1682, 100_000]);
      assert.ok(rating.every((stars) => stars >= 1 && stars <= 5));
      assert.equal(time[0], 874_724_710_000);
    }),
);
