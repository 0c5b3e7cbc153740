import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type CustomerScore, readScores } from '../../churn/index.ts';
import { type Trained, trainedInWords } from '../../cli/train.ts';
import { withWarehouse } from '../../cli/with-warehouse.ts';
import { someOrders } from '../churn/some-orders.ts';
import { runHoldfast } from './run-holdfast.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-keep-'));
after(() => rmSync(folder, { recursive: true }));

/** A file of orders, `only` naming the rows that it has. */
function write(name: string, only: (time: number) => boolean): void {
  const orders = someOrders(120, 4);
  const rows = [...orders.time.keys()]
    .filter((row) => only(orders.time[row]!))
    .map((row) => {
      const time = new Date(orders.time[row]!).toISOString();
      return `${orders.customers[orders.customer[row]!]},${time},p${row % 9},${orders.value[row]!.toFixed(2)}`;
    });
  writeFileSync(join(folder, name), ['customer_id,timestamp,product_id,unit_price', ...rows].join('\n'));
}

function trainChurn(): Trained {
  const { code, output, log } = runHoldfast(folder, ['train', '--json']);
  assert.equal(code, 0, log);
  return (JSON.parse(output) as Trained[]).find(({ model }) => model === 'churn')!;
}

test('a new churn model stands beside the one before, the better one is there afterwards, and both figures are said', () => {
  const middle = Date.UTC(2025, 9, 1);
  write('first.csv', (time) => time < middle);
  write('second.csv', (time) => time >= middle);
  runHoldfast(folder, ['ingest', 'first.csv']);
  const first = trainChurn();
  assert.deepEqual([first.kept, first.comparison], [false, undefined]);

  runHoldfast(folder, ['ingest', 'second.csv']);
  const second = trainChurn();
  const { comparison } = second;
  assert.ok(comparison);
  assert.equal(comparison.horizon_days, 90);
  assert.equal(second.kept, comparison.new >= comparison.before);
  assert.equal(second.version === first.version, second.kept);

  const third = trainChurn();
  assert.deepEqual([third.kept, third.version, third.comparison], [true, second.version, undefined]);

  appendFileSync(join(folder, '.holdfast', 'models', 'churn', third.version, 'churn.json'), ' ');
  const mended = trainChurn();
  assert.deepEqual([mended.kept, mended.comparison], [false, undefined]);
  assert.match(mended.notes[0]!, /could not be read and was replaced .*churn\.json is damaged/);
});

test('score answers for any number of days, and keeps the scores of the settings’ horizon', async () => {
  const scoresOf = (words: readonly string[]) => {
    const { code, output, log } = runHoldfast(folder, ['score', '--json', ...words]);
    assert.equal(code, 0, log);
    return (JSON.parse(output) as { scores: CustomerScore[] }).scores;
  };
  const [usual, month, year] = [scoresOf([]), scoresOf(['--horizon', '30']), scoresOf(['--horizon', '365'])];
  assert.ok(usual.length > 100);
  for (const [i, score] of usual.entries()) {
    assert.deepEqual([score.horizon_days, month[i]!.horizon_days, year[i]!.horizon_days], [90, 30, 365]);
    assert.ok(month[i]!.churn_probability > score.churn_probability);
    assert.ok(score.churn_probability > year[i]!.churn_probability);
    assert.ok(month[i]!.expected_spend <= score.expected_spend);
    assert.equal(month[i]!.predicted_clv, score.predicted_clv);
  }
  const kept = await withWarehouse(join(folder, '.holdfast'), readScores);
  for (const score of usual) assert.deepEqual(kept.get(score.customer_id)?.churn_probability, score.churn_probability);
});

test('which model is there now, and why, is said in words', () => {
  const comparison = {
    metric: 'cross_entropy',
    cutoff: '2026-03-03T00:00:00.000Z',
    horizon_days: 90,
    customers: 2310,
    before: 0.55081,
    new: 0.5512,
    before_learnt_until: '2026-05-01T00:00:00.000Z',
  } as const;
  const churn = { model: 'churn', version: 'abc', kept: true, comparison, notes: [] } as const;
  assert.match(
    trainedInWords([churn]),
    /^churn: a new model is no better, and the one before was kept \(version abc\)\n.*new 0\.5512, before 0\.5508, for 2,310 customers at 2026-03-03 and the 90 days after/,
  );
  assert.match(
    trainedInWords([{ ...churn, kept: false }]),
    /^churn: a new model is better, and replaces the one before/,
  );
});
