import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { orderFeatureNames, orderFeatures } from '../../churn/customer-features.ts';
import { labelsOf } from '../../churn/labels.ts';
import { levelAhead, shiftToMean } from '../../churn/level.ts';
import { fitLogistic, logit, logits, sigmoid } from '../../churn/logistic.ts';
import { correctionFor, inSeason } from '../../churn/seasonal-level.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { standardisationOf, standardise } from '../../churn/standardisation.ts';
import { trainingCutoffs } from '../../churn/training-cutoffs.ts';
import { seededRandom } from '../../config/index.ts';
import { neutralSeason, type Season, seasonOf } from '../../season/index.ts';
import type { CustomerId, Orders } from '../../warehouse/index.ts';
import { day } from './some-orders.ts';

const horizonDays = 60;
const end = Date.UTC(2026, 0, 1);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

interface Steady {
  readonly seed: number;
  readonly people: number;
  /** Days before `end` at which the file begins. */
  readonly days: number;
  /** Of the orders that come in the busiest season, how many come at a moment. */
  readonly busy?: (time: number) => number;
}

/** A shop that never changes, but for a season: customers come at an even pace, buy at their own and leave. Its file begins long after it opened, and ends a horizon after `end`. */
function steadyShop({ seed, people, days, busy }: Steady): Orders {
  const random = seededRandom(seed);
  const wait = (days: number) => -Math.log(1 - random()) * days;
  const customer: number[] = [];
  const time: number[] = [];
  const customers: CustomerId[] = [];
  for (let person = 0; person < people; person++) {
    const pause = 15 + 150 * random() ** 2;
    const leaves = wait(250);
    let found = false;
    const joined = -620 - days + (620 + days + horizonDays) * random();
    for (let at = 0; at < leaves && joined + at < horizonDays; at += wait(pause)) {
      if (joined + at < -days || (busy && random() >= busy(end + (joined + at) * day))) continue;
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
  const whole = steadyShop({ seed: 4, people: 5000, days: 280 });
  const orders = before(whole, end);
  const cutoffs = trainingCutoffs(orders, end, horizonDays);
  const snapshots = cutoffs.map((cutoff) => snapshotAt(orders, cutoff));
  const now = snapshotAt(orders, end);
  const truth = mean(labelsOf(whole, snapshotAt(whole, end), horizonDays).churned);
  const share = levelAhead(orders, (time) => time, snapshots, now, [horizonDays]).away[0]!;

  const width = orderFeatureNames.length;
  const known = Float32Array.from(snapshots.flatMap((snapshot) => [...orderFeatures(orders, snapshot)]));
  const standardisation = standardisationOf(known, width);
  const labels = snapshots.flatMap((snapshot) => [...labelsOf(orders, snapshot, horizonDays).churned]);
  const model = fitLogistic(standardise(known, standardisation), width, labels, 30);
  const naive = mean(logits(model, standardise(orderFeatures(orders, now), standardisation)).map(sigmoid));
  assert.ok(Math.abs(share - truth) < 0.02, `${share} for ${truth}`);
  assert.ok(Math.abs(naive - truth) > 2 * Math.abs(share - truth), `${naive} and ${share} for ${truth}`);
});

test('before a busy season fewer are foretold to stay away and more to be spent, as it then happens; without the season both are far off', () => {
  // Some eight weeks a year are three times as busy as the others, and they are just ahead.
  const busy = (time: number) => {
    const years = (time - end - 30 * day) / (365.25 * day);
    return 0.33 + 0.67 * Math.exp(-0.5 * ((years - Math.round(years)) / 0.06) ** 2);
  };
  const whole = steadyShop({ seed: 6, people: 4000, days: 640, busy });
  const orders = before(whole, end);
  const now = snapshotAt(orders, end);
  const outcomes = labelsOf(whole, snapshotAt(whole, end), horizonDays);
  const alike = {
    churnProbability: new Float64Array(now.customer.length).fill(0.5),
    expectedSpend: new Float64Array(now.customer.length).fill(1),
  };
  const foretoldBy = (season: Season) => {
    const { shift, slope, spendFactor } = correctionFor(orders, season, now, horizonDays, alike);
    const usual = {
      churnProbability: alike.churnProbability.map((p) => sigmoid(logit(p) + shift)),
      expectedSpend: alike.expectedSpend.map((spend) => (spend * spendFactor * (1 - sigmoid(shift))) / 0.5),
    };
    const { churnProbability, expectedSpend } = inSeason({ season, slope }, usual, end, horizonDays);
    return { away: mean(churnProbability), spend: mean(expectedSpend) / mean(outcomes.spend) };
  };
  const away = mean(outcomes.churned);
  const told = foretoldBy(seasonOf(orders.time, end));
  const untold = foretoldBy(neutralSeason);
  assert.ok(Math.abs(told.away - away) < 0.03, `${told.away} for ${away}`);
  assert.ok(Math.abs(untold.away - away) > 2 * Math.abs(told.away - away), `${untold.away} for ${away}`);
  assert.ok(Math.abs(Math.log(told.spend)) < 0.15, `${told.spend}`);
  assert.ok(Math.abs(Math.log(untold.spend)) > 2 * Math.abs(Math.log(told.spend)), `${untold.spend}`);
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
