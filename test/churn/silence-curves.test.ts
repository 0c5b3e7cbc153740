import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifetimeValue, ordersAhead } from '../../churn/ahead.ts';
import { expectedPurchases, probabilityOfSilence } from '../../churn/bg-nbd.ts';
import type { BuyingHistories } from '../../churn/buying-history.ts';
import { asInRhythm, lateRate } from '../../churn/late-orders.ts';
import { nextOrders } from '../../churn/next-order.ts';
import { silenceCurves } from '../../churn/silence-curves.ts';
import { seededRandom } from '../../config/index.ts';

const horizonDays = 60;
const periods = 9;
const customers = 300;
const model = {
  horizonDays,
  lateOrders: { level: -0.4, surprise: -0.3 },
  buying: { purchases: { r: 0.8, alpha: 7, a: 2, b: 30, degenerate: false }, meanOrderValue: 50 },
};
const random = seededRandom(4);
const draw = (scale: number) => Float64Array.from({ length: customers }, () => scale * random());
const weeks = draw(80);
const repeats = draw(15).map(Math.floor);
const histories: BuyingHistories = {
  weeks,
  repeats,
  lastWeek: weeks.map((week, row) => (repeats[row] === 0 ? 0 : week * random())),
  meanValue: draw(100),
};
const churnProbability = draw(1);
const expectedSpend = draw(200);
const hazards = Float32Array.from({ length: customers * periods }, () => -5 + 4 * random());

for (const [name, prediction] of [
  ['with networks', { churnProbability, expectedSpend, hazards }],
  ['by rhythm alone', { churnProbability, expectedSpend }],
] as const) {
  const curves = silenceCurves(model, histories, prediction);

  test(`${name}, the chance of no order starts at 1, passes the churn probability at the horizon, and never rises`, () => {
    for (let row = 0; row < customers; row++) {
      assert.ok(Math.abs(curves.at(row, 0) - 1) < 1e-9);
      assert.ok(Math.abs(curves.at(row, horizonDays) - churnProbability[row]!) < 1e-9);
      assert.ok(Math.abs(curves.at(row, horizonDays + 1e-7) - churnProbability[row]!) < 1e-6);
      for (let days = 1; days <= 400; days += 3) {
        assert.ok(curves.at(row, days) <= curves.at(row, days - 1) + 1e-12, `row ${row}, day ${days}`);
      }
    }
  });

  test(`${name}, the days until a chance is reached are those at which it is`, () => {
    for (let row = 0; row < customers; row++) {
      for (const share of [0.02, 0.1, 0.2, 0.5, 0.9]) {
        const days = curves.daysUntil(row, share);
        if (days === Number.POSITIVE_INFINITY) assert.ok(1 - curves.at(row, 1e7) < share, `row ${row}: ${share}`);
        else assert.ok(Math.abs(1 - curves.at(row, days) - share) < 1e-6, `row ${row}: ${share} after ${days} days`);
      }
    }
  });

  test(`${name}, the interval of the next order holds 80 % of the chances, whether it has an end or not`, () => {
    const cutoff = Date.UTC(2026, 0, 1);
    const { expected, from, until } = nextOrders(curves, cutoff, customers);
    const chance = (row: number, time: number) => 1 - curves.at(row, (time - cutoff) / 86_400_000);
    let [closed, open] = [0, 0];
    for (let row = 0; row < customers; row++) {
      if (Number.isNaN(from[row]!)) {
        assert.ok(chance(row, cutoff + 365 * 86_400_000) < 0.2);
        continue;
      }
      const end = Number.isNaN(until[row]!) ? 1 : chance(row, until[row]!);
      assert.ok(Math.abs(end - chance(row, from[row]!) - 0.8) < 1e-5, `row ${row}`);
      if (!Number.isNaN(expected[row]!)) assert.ok(expected[row]! >= from[row]!);
      if (end === 1) open++;
      else closed++;
    }
    assert.ok(closed > 20 && open > 20, `${closed} with an end, ${open} without`);
  });
}

test('who was silent for the horizon orders later where such customers did so in the past, and the less, the sooner they were thought gone', () => {
  const prediction = { churnProbability, expectedSpend, hazards };
  const [rhythm, late] = [asInRhythm, model.lateOrders].map((lateOrders) =>
    silenceCurves({ ...model, lateOrders }, histories, prediction),
  );
  const silence = probabilityOfSilence(model.buying.purchases, histories, horizonDays / 7);
  let [slower, faster] = [0, 0];
  for (let row = 0; row < customers; row++) {
    assert.equal(late!.at(row, horizonDays - 1), rhythm!.at(row, horizonDays - 1));
    const rate = lateRate(model.lateOrders, churnProbability[row]!, silence[row]!);
    const falls = (curves: typeof late) => Math.log(curves!.at(row, horizonDays) / curves!.at(row, 300));
    assert.ok(Math.abs(falls(late) - rate * falls(rhythm)) < 1e-9);
    if (rate < 1) slower++;
    else faster++;
  }
  assert.ok(slower > 20 && faster > 20, `${slower} slower, ${faster} faster`);
});

test('where the prediction says what BG/NBD says, the orders ahead are those of BG/NBD, at every distance', () => {
  const { purchases } = model.buying;
  const same = {
    churnProbability: probabilityOfSilence(purchases, histories, horizonDays / 7),
    expectedSpend,
  };
  const curves = silenceCurves(model, histories, same);
  for (const days of [20, 60, 200, 365]) {
    const ahead = ordersAhead(model, histories, same, curves, days);
    const theirs = expectedPurchases(purchases, histories, days / 7);
    for (let row = 0; row < customers; row++) {
      assert.ok(Math.abs(ahead[row]! - theirs[row]!) < 1e-6 * Math.max(1, theirs[row]!), `row ${row}, ${days} days`);
    }
  }
});

test('who is likelier to stay has more orders ahead, and more value', () => {
  const [stays, leaves] = [0.1, 0.9].map((left) => {
    const prediction = {
      churnProbability: churnProbability.map(() => left),
      expectedSpend: expectedSpend.map(() => 100 * (1 - left)),
    };
    const curves = silenceCurves(model, histories, prediction);
    const within = (days: number) => ordersAhead(model, histories, prediction, curves, days);
    const orders = within(365);
    return { orders, value: lifetimeValue(model, histories, prediction, within(horizonDays), orders) };
  });
  for (let row = 0; row < customers; row++) {
    assert.ok(stays!.orders[row]! > leaves!.orders[row]!, `row ${row}`);
    assert.ok(stays!.value[row]! > leaves!.value[row]!, `row ${row}`);
  }
});
