import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { orderFeatureNames, orderFeatures } from '../../churn/customer-features.ts';
import { labelsOf } from '../../churn/labels.ts';
import { sharesAway, shiftToMean } from '../../churn/level.ts';
import { fitLogistic, logits, sigmoid } from '../../churn/logistic.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { standardisationOf, standardise } from '../../churn/standardisation.ts';
import { trainingCutoffs } from '../../churn/training-cutoffs.ts';
import { seededRandom } from '../../config/index.ts';
import type { CustomerId, Orders } from '../../warehouse/index.ts';
import { day } from './some-orders.ts';

const horizonDays = 60;
const end = Date.UTC(2026, 0, 1);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** A shop that never changes: customers come at an even pace, buy at their own and leave. Its file begins long after it opened, and ends at `end`. */
function steadyShop(seed: number): Orders {
  const random = seededRandom(seed);
  const wait = (days: number) => -Math.log(1 - random()) * days;
  const customer: number[] = [];
  const time: number[] = [];
  const customers: CustomerId[] = [];
  for (let person = 0; person < 5000; person++) {
    const pause = 15 + 150 * random() ** 2;
    const leaves = wait(250);
    let found = false;
    const joined = -900 + 960 * random();
    for (let at = 0; at < leaves && joined + at < horizonDays; at += wait(pause)) {
      if (joined + at < -280) continue;
      if (!found) customers.push(`c${person}` as CustomerId);
      found = true;
      customer.push(customers.length - 1);
      time.push(end + (joined + at) * day);
    }
  }
  const ones = new Float64Array(time.length).fill(1);
  return {
    customers,
    customer: Int32Array.from(customer),
    time: Float64Array.from(time),
    value: ones,
    lines: Int32Array.from(ones),
    quantity: ones,
  };
}

function before(orders: Orders, moment: number): Orders {
  const keep = [...orders.time.keys()].filter((row) => orders.time[row]! < moment);
  return {
    customers: orders.customers,
    customer: Int32Array.from(keep, (row) => orders.customer[row]!),
    time: Float64Array.from(keep, (row) => orders.time[row]!),
    value: Float64Array.from(keep, (row) => orders.value[row]!),
    lines: Int32Array.from(keep, (row) => orders.lines[row]!),
    quantity: Float64Array.from(keep, (row) => orders.quantity[row]!),
  };
}

test('where a file begins long after the shop did, equal memory finds the level, and what is learnt from all that is known does not', () => {
  const whole = steadyShop(4);
  const orders = before(whole, end);
  const cutoffs = trainingCutoffs(orders, end, horizonDays);
  const snapshots = cutoffs.map((cutoff) => snapshotAt(orders, cutoff));
  const now = snapshotAt(orders, end);
  const truth = mean(labelsOf(whole, snapshotAt(whole, end), horizonDays).churned);
  const share = sharesAway(orders, snapshots, now, [horizonDays])[0]!;

  const width = orderFeatureNames.length;
  const known = Float32Array.from(snapshots.flatMap((snapshot) => [...orderFeatures(orders, snapshot)]));
  const standardisation = standardisationOf(known, width);
  const labels = snapshots.flatMap((snapshot) => [...labelsOf(orders, snapshot, horizonDays).churned]);
  const model = fitLogistic(standardise(known, standardisation), width, labels, 30);
  const naive = mean(logits(model, standardise(orderFeatures(orders, now), standardisation)).map(sigmoid));
  assert.ok(Math.abs(share - truth) < 0.02, `${share} for ${truth}`);
  assert.ok(Math.abs(naive - truth) > 2 * Math.abs(share - truth), `${naive} and ${share} for ${truth}`);
});

test('after the shift the probabilities have the mean that was asked for, however far it lies', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (scores, wanted) => {
        const shift = shiftToMean(Float64Array.from(scores), wanted);
        assert.ok(Math.abs(mean(scores.map((score) => sigmoid(score + shift))) - wanted) < 1e-6);
      },
    ),
  );
});
