import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBackend } from '../../churn/backend.ts';
import { examplesOf } from '../../churn/examples.ts';
import { hazardTargets, logitOfSilence, periodsOf } from '../../churn/hazard.ts';
import { sigmoid } from '../../churn/logistic.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { someHistory } from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

test('the chance of no order only falls as the horizon grows, and is the product of the periods', () => {
  const hazards = [-3, -1, 0.5, -6, 2];
  let product = 1;
  let before = 1;
  for (const [period, hazard] of hazards.entries()) {
    product *= 1 - sigmoid(hazard);
    const silent = sigmoid(logitOfSilence(hazards, 0, period + 1));
    assert.ok(Math.abs(silent - product) < 1e-12, `${silent} against ${product}`);
    assert.ok(silent < before);
    before = silent;
  }
});

test('near certainty the logit stays a number', () => {
  assert.ok(Number.isFinite(logitOfSilence(new Array(13).fill(-40), 0, 13)));
  assert.ok(Number.isFinite(logitOfSilence(new Array(13).fill(40), 0, 13)));
});

test('a period counts as seen only where the data reach its end, and nothing counts after the next order', async () => {
  await startBackend();
  const orders = someHistory(60, 2);
  const horizonDays = 28;
  const periods = periodsOf(horizonDays);
  const cutoff = ordersEnd - 15 * day;
  const examples = examplesOf(orders, [snapshotAt(orders, cutoff)], horizonDays, ordersEnd, {
    mostSteps: 4,
    seasons: false,
  });
  const rows = Uint32Array.from({ length: examples.rows }, (_, row) => row);
  const { ordered, atRisk } = hazardTargets(examples, rows, horizonDays);
  const [there, seen] = [ordered.dataSync(), atRisk.dataSync()];
  let ends = 0;
  for (const row of rows) {
    const period = Math.floor(examples.daysToOrder[row]! / 7);
    for (let p = 0; p < periods; p++) {
      assert.equal(seen[row * periods + p], p < 2 && p <= period ? 1 : 0, `row ${row}, period ${p}`);
      assert.equal(there[row * periods + p], p < 2 && p === period ? 1 : 0);
    }
    ends += period < 2 ? 1 : 0;
  }
  assert.ok(ends > 5 && ends < examples.rows - 5, 'some ordered within a fortnight and some did not');
});
