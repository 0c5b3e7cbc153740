import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rejectAdvice, timestampFormats } from '../../cli/reject-advice.ts';
import { runHoldfast } from './run-holdfast.ts';

test('a date shows how it is written, in two ways where nothing tells the day from the month', () => {
  assert.deepEqual(timestampFormats('02/04/2025 00:16'), ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M']);
  assert.deepEqual(timestampFormats('15.02.26'), ['%d.%m.%y']);
  assert.deepEqual(timestampFormats('2/15/2026 1:05:09 PM'), ['%m/%d/%Y %I:%M:%S %p']);
  assert.deepEqual(timestampFormats('2026.02.15 10:14'), ['%Y.%m.%d %H:%M']);
  assert.deepEqual(timestampFormats('15/16/2026'), []);
  assert.deepEqual(timestampFormats('yesterday'), []);
});

test('a comma in a number that cannot be read is explained, other numbers are not', () => {
  assert.match(rejectAdvice('unreadable number', '"8,50"')!, /decimal: ","/);
  assert.equal(rejectAdvice('unreadable number', '"two"'), undefined);
});

test('an export with day-first dates is read by what the first reading advises', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-advice-'));
  try {
    writeFileSync(join(folder, 'orders.csv'), 'Who,When,Price\nc1,15/02/2026 10:14,£9.50\n,16/02/2026 10:14,£9.50\n');
    const fields = 'fields: {customer_id: Who, timestamp: When, unit_price: Price}\n';
    writeFileSync(join(folder, 'm.yaml'), fields);
    const first = runHoldfast(folder, ['ingest', 'orders.csv', '--mapping', 'm.yaml']).output;
    assert.match(first, /rejected 1: unreadable timestamp, the first "15\/02\/2026 10:14"/);
    assert.match(first, /e-mail address/);
    const again = runHoldfast(folder, ['ingest', 'orders.csv', '--mapping', 'm.yaml']).output;
    assert.match(again, /has been read before, with 2 of 2 rows rejected: nothing was changed/);
    const [, advised] = /(timestamp_format: ".+")/.exec(first)!;
    writeFileSync(join(folder, 'm.yaml'), `${advised}\n${fields}`);
    assert.match(
      runHoldfast(folder, ['ingest', 'orders.csv', '--mapping', 'm.yaml']).output,
      /2 rows read = 1 accepted/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
