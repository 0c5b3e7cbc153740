import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysToNextOrder, observableForecast, type Shop, shopTruth, simulateShop } from '../../demo/index.ts';
import { auc, expectedCalibrationError } from '../../evaluation/index.ts';

const shop = simulateShop({ seed: 7 });
const cutoff = new Date(shop.start + 400 * 86_400_000);
const horizon = 90;
const truth = shopTruth(shop, cutoff, horizon);
const next = daysToNextOrder(shop, truth);
const churned = Array.from(next, (days) => (days >= 0 && days < horizon ? 0 : 1));

test('the truth covers everybody with an order before the cutoff, and nobody else', () => {
  const expected = shop.customers.filter((customer) => customer.latent.orders.some((order) => order.day < 400));
  assert.deepEqual(
    truth.customerIds,
    expected.map((customer) => customer.customerId),
  );
});

test('chances of no order start at 1 and only fall, and the last one is the chance of churn', () => {
  const width = horizon + 1;
  for (let row = 0; row < truth.customers.length; row++) {
    assert.equal(truth.noOrder[row * width], 1);
    for (let day = 1; day < width; day++) {
      assert.ok(truth.noOrder[row * width + day]! <= truth.noOrder[row * width + day - 1]! + 1e-12);
    }
    assert.equal(truth.churn[row], truth.noOrder[row * width + horizon]);
  }
});

test('the truth is calibrated against what the simulator then did', () => {
  const error = expectedCalibrationError(churned, truth.churn);
  assert.ok(error <= 0.03, `ECE ${error}`);
  const late = shopTruth(shop, new Date(shop.start + 200 * 86_400_000), 30);
  const lateChurned = Array.from(daysToNextOrder(shop, late), (days) => (days >= 0 && days < 30 ? 0 : 1));
  const lateError = expectedCalibrationError(lateChurned, late.churn);
  assert.ok(lateError <= 0.03, `ECE ${lateError} at the other cutoff`);
});

test('fortnight by fortnight, as many order as the truth expects, whatever their interest', () => {
  const groups = Map.groupBy(
    fortnights(40, 526),
    ({ state }) => ['keen', 'quiet', 'disappointed', 'gone'][state] as string,
  );
  for (const [name, rows] of [...groups, ['all', [...groups.values()].flat()] as const]) {
    const expected = rows.reduce((sum, { chance }) => sum + chance, 0);
    const deviation = Math.sqrt(rows.reduce((sum, { chance }) => sum + chance * (1 - chance), 0));
    const observed = rows.filter(({ ordered }) => ordered).length;
    assert.ok(Math.abs(observed - expected) <= 3 * deviation, `${name}: ${observed} for ${expected} ± ${deviation}`);
  }
});

/** For every customer and fortnight from one day to another: the true chance of an order and whether one came. */
function fortnights(from: number, to: number): { state: number; chance: number; ordered: boolean }[] {
  const rows: { state: number; chance: number; ordered: boolean }[] = [];
  for (let day = from; day <= to; day += 14) {
    const forecast = shopTruth(shop, new Date(shop.start + day * 86_400_000), 14);
    const days = daysToNextOrder(shop, forecast);
    forecast.customers.forEach((customer, row) => {
      rows.push({
        state: shop.customers[customer]!.latent.states[day]!,
        chance: 1 - forecast.churn[row]!,
        ordered: days[row]! >= 0 && days[row]! < 14,
      });
    });
  }
  return rows;
}

test('a forecast from the files alone is calibrated, worse than the truth and better than recency', () => {
  const observable = observableForecast(shop, cutoff, horizon, { draws: 40 });
  const error = expectedCalibrationError(churned, observable.churn);
  assert.ok(error <= 0.035, `ECE ${error}`);
  const recency = Array.from(truth.customers, (row) => {
    const orders = shop.customers[row]!.latent.orders.filter((order) => order.day < 400);
    return 400 - orders.at(-1)!.day;
  });
  const [best, possible, simple] = [truth.churn, observable.churn, recency].map((scores) => auc(churned, scores));
  assert.ok(best! > possible! + 0.02, `${best} against ${possible}`);
  assert.ok(possible! > simple! + 0.03, `${possible} against ${simple}`);
  const sorted = Array.from(observable.effectiveDraws).sort((a, b) => a - b);
  assert.ok(sorted[Math.floor(sorted.length / 10)]! > 10, `effective draws ${sorted[Math.floor(sorted.length / 10)]}`);
});

test('a forecast from the files sees nothing at or after the cutoff', () => {
  const small = simulateShop({ seed: 5, customers: 120 });
  const at = new Date(small.start + 300 * 86_400_000);
  const before = observableForecast(small, at, 60, { draws: 20 });
  const after = observableForecast(withoutFuture(small, 300), at, 60, { draws: 20 });
  assert.deepEqual(after.noOrder, before.noOrder);
});

test('the hidden state is not used where only files may be', () => {
  const small = simulateShop({ seed: 5, customers: 120 });
  const at = new Date(small.start + 300 * 86_400_000);
  const hidden: Shop = {
    ...small,
    customers: small.customers.map((customer) => ({
      ...customer,
      latent: {
        ...customer.latent,
        states: customer.latent.states.map(() => 3),
        temperament: { buying: 9, looking: 9, opening: 0.9, leaving: 0.9 },
      },
    })),
  };
  assert.deepEqual(
    observableForecast(hidden, at, 60, { draws: 20 }).churn,
    observableForecast(small, at, 60, { draws: 20 }).churn,
  );
  assert.notDeepEqual(shopTruth(hidden, at, 60).churn, shopTruth(small, at, 60).churn);
});

test('a cutoff within a day, or outside the shop’s time, is refused', () => {
  assert.throws(() => shopTruth(shop, new Date(cutoff.getTime() + 3_600_000), 90), /midnight UTC/);
  assert.throws(() => shopTruth(shop, new Date(shop.start), 90), /midnight UTC/);
  assert.throws(() => shopTruth(shop, new Date(shop.start + 541 * 86_400_000), 90), /at most its end/);
  assert.throws(() => shopTruth(shop, cutoff, 0), /horizonDays/);
});

test('the truth reaches past the shop’s last day', () => {
  const end = shopTruth(shop, new Date(shop.start + shop.days * 86_400_000), 365);
  assert.ok(end.churn.every((chance) => chance >= 0 && chance <= 1));
});

/** The shop as its files told it at the start of that day. */
function withoutFuture(whole: Shop, day: number): Shop {
  const known = (moment: number | undefined) => (moment !== undefined && moment < day ? moment : undefined);
  return {
    ...whole,
    customers: whole.customers.map((customer) => {
      const { latent } = customer;
      const unsubscribedLater = latent.activity.subarray(day).some((bits) => bits & 8);
      return {
        ...customer,
        emailConsent: unsubscribedLater ? true : customer.emailConsent,
        latent: {
          ...latent,
          states: latent.states.map((state, at) => (at <= day ? state : 3)),
          activity: latent.activity.map((bits, at) => (at < day ? bits : 0)),
          orders: latent.orders
            .filter((order) => order.day < day)
            .map((order) => ({
              ...order,
              reviewDay: known(order.reviewDay),
              supportDay: known(order.supportDay),
              refundDay: known(order.refundDay),
            })),
        },
      };
    }),
  };
}
