import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ingestFile, openWarehouse, withTemporaryWarehouse } from '../../warehouse/index.ts';
import { clock, contentOf, withTestWarehouse } from './a-warehouse.ts';

const orders = `customer_id,timestamp,order_id,product_id,quantity,unit_price,currency
c1,2026-01-02T03:04:05Z,o1,p1,2,3.50,GBP
c1,2026-01-02T03:04:05Z,o1,p2,1,0.125,GBP
c2,2026-01-03 10:00:00 +08:00,o2,p1,1,4,gbp
`;

test('rows become events, and the counts add up', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const report = await ingest(orders, { name: 'orders.csv' });
    assert.deepEqual(report, {
      source: 'orders.csv',
      unchanged: false,
      read: 3,
      accepted: 3,
      duplicates: 0,
      rejected: 0,
      reasons: {},
      examples: {},
    });
    assert.deepEqual(
      await rows(
        'SELECT customer_id, time, type, channel, order_id, product_id, quantity, unit_price, currency FROM events ORDER BY ALL',
      ),
      [
        ['c1', '2026-01-02 03:04:05', 'order_completed', 'other', 'o1', 'p1', '2.0000', '3.5000', 'GBP'],
        ['c1', '2026-01-02 03:04:05', 'order_completed', 'other', 'o1', 'p2', '1.0000', '0.1250', 'GBP'],
        ['c2', '2026-01-03 02:00:00', 'order_completed', 'other', 'o2', 'p1', '1.0000', '4.0000', 'GBP'],
      ],
    );
  }));

test('a file with customer and time alone gives orders of one piece for nothing, named for customer and moment', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest('customer_id,timestamp\nc1,2026-01-02\nc1,2026-01-03T00:00:01.5Z\n');
    assert.deepEqual(await rows('SELECT order_id, quantity, unit_price, currency FROM events ORDER BY time'), [
      ['c1 2026-01-02T00:00:00.000Z', '1.0000', '0.0000', null],
      ['c1 2026-01-03T00:00:01.500Z', '1.0000', '0.0000', null],
    ]);
    assert.deepEqual(await rows('SELECT count(*) FROM order_lines'), [['2']]);
  }));

test('reading a file again changes nothing', () =>
  withTestWarehouse(async ({ ingest, warehouse }) => {
    await ingest(`${orders},2026-01-02,o9,p1,1,1,GBP\n`, { name: 'orders.csv' });
    const before = await contentOf(warehouse);
    const again = await ingest(`${orders},2026-01-02,o9,p1,1,1,GBP\n`, { name: 'renamed.csv' });
    assert.deepEqual(
      [again.unchanged, again.read, again.accepted, again.duplicates, again.rejected],
      [true, 4, 0, 3, 1],
    );
    assert.deepEqual(await contentOf(warehouse), before);
  }));

test('the same file under another mapping is another reading', () =>
  withTestWarehouse(async ({ ingest }) => {
    const file = 'who,when\nc1,01/02/2026\n';
    const mapping = (format: string) => `timestamp_format: "${format}"\nfields: {customer_id: who, timestamp: when}`;
    assert.equal((await ingest(file, { mapping: mapping('%d/%m/%Y') })).accepted, 1);
    assert.equal((await ingest(file, { mapping: mapping('%m/%d/%Y') })).accepted, 1);
    assert.equal((await ingest(file, { mapping: mapping('%d/%m/%Y') })).unchanged, true);
  }));

test('rows that overlap with an earlier export are not doubled, in whatever order and columns they come', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    await ingest(orders);
    const later = `unit_price,timestamp,quantity,customer_id,currency,order_id,product_id,title
4.00,2026-01-03T02:00:00Z,1.0,c2,GBP,o2,p1,Mug
9,2026-01-04T02:00:00Z,1,c2,GBP,o3,p3,Cup
`;
    const report = await ingest(later);
    assert.deepEqual([report.accepted, report.duplicates], [1, 1]);
    assert.deepEqual(await rows('SELECT count(*), count(DISTINCT event_id) FROM events'), [['4', '4']]);
  }));

test('an order may hold the same line twice; the same lines in another part of the file or in another file are copies', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const header = 'customer_id,timestamp,order_id,product_id,unit_price\n';
    const order = 'c1,2026-01-02,o1,p1,3\nc1,2026-01-02,o1,p2,5\nc1,2026-01-02,o1,p1,3\n';
    const other = 'c2,2026-01-02,o2,p1,3\n';
    const merged = await ingest(header + order + other + order);
    assert.deepEqual([merged.accepted, merged.duplicates], [4, 3]);
    const again = await ingest(header + order);
    assert.deepEqual([again.accepted, again.duplicates], [0, 3]);
    assert.deepEqual(await rows(`SELECT count(*), sum(value) FROM order_lines WHERE order_id = 'o1'`), [['3', 11]]);
  }));

test('rows that are alike and name no order are copies', () =>
  withTestWarehouse(async ({ ingest }) => {
    const row = 'c1,2026-01-02T10:00:00Z,product_viewed,p1\n';
    const report = await ingest(`customer_id,timestamp,type,product_id\n${row}${row}${row}`);
    assert.deepEqual([report.accepted, report.duplicates], [1, 2]);
  }));

test('an event id of the file decides what is a copy: the first row with it stays', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const header = 'event_id,customer_id,timestamp,product_id\n';
    const first = await ingest(`${header}e1,c1,2026-01-02,p1\ne1,c1,2026-01-02,p2\ne2,c1,2026-01-02,p1\n`);
    assert.deepEqual([first.accepted, first.duplicates], [2, 1]);
    const second = await ingest(`${header}e2,c1,2026-01-02,p1\ne3,c1,2026-01-02,p1\n`);
    assert.deepEqual([second.accepted, second.duplicates], [1, 1]);
    assert.deepEqual(await rows('SELECT event_id, product_id FROM events ORDER BY 1'), [
      ['e1', 'p1'],
      ['e2', 'p1'],
      ['e3', 'p1'],
    ]);
  }));

test('two readings that are asked for at once are done one after the other', () =>
  withTestWarehouse(async ({ ingest, rows }) => {
    const more = 'customer_id,timestamp,order_id,product_id\nc7,2026-01-05,o7,p7\n';
    const reports = await Promise.all(
      [ingest(orders), ingest('customer_id\n'), ingest(more), ingest(orders)].map((one) => one.catch((error) => error)),
    );
    assert.deepEqual([reports[0].accepted, reports[2].accepted, reports[3].unchanged], [3, 1, true]);
    assert.match(reports[1].message, /no column timestamp/);
    assert.deepEqual(await rows('SELECT count(*) FROM events'), [['4']]);
  }));

test('a second process is told that the warehouse is in use', () =>
  withTestWarehouse(async ({ dataDir }) => {
    const module = JSON.stringify(new URL('../../warehouse/index.ts', import.meta.url).href);
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { openWarehouse } = await import(${module});
        try { await openWarehouse(${JSON.stringify(dataDir)}) } catch (error) { console.log(error.name, error.message) }`,
      ],
      { encoding: 'utf8' },
    );
    assert.match(stdout, /^UserError the warehouse .* is in use by another process/);
  }));

test('a temporary warehouse is gone when its work has ended, well or badly', async () => {
  let dataDir = '';
  const orderCount = await withTemporaryWarehouse(async (warehouse) => {
    dataDir = warehouse.dataDir;
    const folder = mkdtempSync(join(tmpdir(), 'a-file-'));
    try {
      writeFileSync(join(folder, 'orders.csv'), orders);
      return (await ingestFile(warehouse, { path: join(folder, 'orders.csv'), clock })).accepted;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  assert.equal(orderCount, 3);
  assert.equal(existsSync(dataDir), false);
  await assert.rejects(
    withTemporaryWarehouse(async (warehouse) => {
      dataDir = warehouse.dataDir;
      throw new Error('work that fails');
    }),
    /work that fails/,
  );
  assert.equal(existsSync(dataDir), false);
});

test('a warehouse in memory reads files too, and leaves nothing on disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'a-file-'));
  const warehouse = await openWarehouse(':memory:');
  try {
    writeFileSync(
      join(folder, 'orders.csv'),
      `${orders}a@b.example,2026-01-02,o5,p1,1,1,GBP\nc1,never,o6,p1,1,1,GBP\n`,
    );
    const report = await ingestFile(warehouse, { path: join(folder, 'orders.csv'), clock });
    assert.deepEqual([report.accepted, report.rejected, report.rejectsFile], [4, 1, undefined]);
    assert.deepEqual(readdirSync(folder), ['orders.csv']);
  } finally {
    warehouse.close();
    rmSync(folder, { recursive: true });
  }
});
