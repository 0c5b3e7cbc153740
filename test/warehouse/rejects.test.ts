import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ingestFile } from '../../warehouse/index.ts';
import { addsUp, clock, rowsOf, withTestWarehouse } from './a-warehouse.ts';

test('rows that cannot be read are rejected with line and reason, and the others are kept', () =>
  withTestWarehouse(async ({ ingest, dataDir }) => {
    const file = `customer_id,timestamp,type,channel,quantity,unit_price,currency,rating
c1,2026-01-02,,,,,,
,2026-01-02,,,,,,
c1,,,,,,,
c1,yesterday,,,,,,

c1,1969-12-31,,,,,,
c1,2026-03-03,,,,,,
c1,2026-01-02,order_lost,,,,,
c1,2026-01-02,,pigeon,,,,
c1,2026-01-02,,,two,,,
c1,2026-01-02,,,1,"1,5",,
c1,2026-01-02,,,1e40,,,
c1,2026-01-02,,,nan,,,
c1,2026-01-02,,,,,Pounds,
c1,2026-01-02,,,,,,good
c1,2026-01-02
${'x'.repeat(201)},2026-01-02,,,,,,
"c1"x,2026-01-02,,,,,,
`;
    const report = await ingest(file);
    assert.ok(addsUp(report));
    assert.equal(report.accepted, 1);
    assert.deepEqual(report.reasons, {
      'unreadable number': 3,
      'unreadable timestamp': 1,
      'id too long': 1,
      'no customer': 1,
      'no timestamp': 1,
      'not a finite number': 1,
      'number too large': 1,
      'text after a closing quote': 1,
      'timestamp before 1970': 1,
      'timestamp in the future': 1,
      'unknown channel': 1,
      'unknown currency': 1,
      'unknown type': 1,
      'wrong number of fields': 1,
    });
    assert.equal(report.examples['unreadable timestamp'], '"yesterday"');
    assert.equal(report.examples['unreadable number'], '"two"');
    assert.equal(report.examples['no customer'], undefined);
    const rejects = readFileSync(report.rejectsFile!, 'utf8').trim().split('\n');
    assert.equal(rejects[0], 'line,reason,row');
    assert.deepEqual(
      rejects.slice(1).map((line) => Number(line.split(',')[0])),
      [3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    );
    assert.match(rejects[3]!, /^5,"unreadable timestamp: ""yesterday""","c1,yesterday,,,,,,"$/);
    assert.match(rejects[9]!, /^12,"unreadable number: ""1,5""","c1,2026-01-02,,,1,""1,5"",,"$/);
    assert.equal(statSync(report.rejectsFile!).mode & 0o777, 0o600);
    const left = readdirSync(dataDir).filter((name) => !name.startsWith('warehouse.duckdb'));
    assert.deepEqual(left.sort(), ['customer-id.key', 'rejects']);
  }));

test('a rejected row cannot become a formula in a spreadsheet', () =>
  withTestWarehouse(async ({ ingest }) => {
    const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠x', '"=a""b"', '"\n=1"'];
    const report = await ingest(`customer_id,timestamp\n${cells.map((cell) => `${cell},never\n`).join('')}`);
    assert.equal(report.rejected, cells.length);
    const rows = readFileSync(report.rejectsFile!, 'utf8').matchAll(/(?:^|\n)\d+,"[^"]*""never""","?((?:[^"]|"")*)/g);
    const firsts = [...rows].map(([, row]) => row![0]);
    assert.equal(firsts.length, cells.length);
    for (const first of firsts) assert.ok(first === "'" || first === '"', `a row begins with ${first}`);
  }));

test('rejects go where they were asked for, but never over the file that is read', () =>
  withTestWarehouse(async ({ file, folder, warehouse }) => {
    const path = file('orders.csv', `customer_id,timestamp\nc1,2026-01-02\nc1,never\n`);
    await assert.rejects(ingestFile(warehouse, { path, rejectsPath: path, clock }), /would overwrite .*orders\.csv/);
    await assert.rejects(ingestFile(warehouse, { path, rejectsPath: folder, clock }), /a folder/);
    await assert.rejects(
      ingestFile(warehouse, { path, rejectsPath: join(folder, 'nowhere', 'x.csv'), clock }),
      /nothing was ingested: the rejects cannot be written/,
    );
    assert.deepEqual(await rowsOf(warehouse, 'SELECT count(*) FROM events'), [['0']]);
    const report = await ingestFile(warehouse, { path, rejectsPath: join(folder, 'x.csv'), clock });
    assert.equal(report.rejectsFile, join(folder, 'x.csv'));
    assert.equal(report.rejected, 1);
  }));
