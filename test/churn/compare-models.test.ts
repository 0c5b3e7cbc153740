import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compareOnHistory } from '../../churn/compare-models.ts';
import { dealCustomers, folds } from '../../churn/customer-folds.ts';
import { examplesOf } from '../../churn/examples.ts';
import { fitInterests } from '../../churn/interest/fit-interests.ts';
import type { ChurnModel } from '../../churn/model.ts';
import { fitWideOfOthers } from '../../churn/sequence-predictor.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { trainOnHistory } from '../../churn/train.ts';
import { seededRandom } from '../../config/index.ts';
import type { CustomerId, Orders } from '../../warehouse/index.ts';
import { withoutContacts } from './some-history.ts';
import { day, ordersEnd, someOrders } from './some-orders.ts';

const horizonDays = 30;
const orders = withoutContacts(someOrders(260, 5));
const trainedAt = (from: Orders, daysBefore: number, horizon = horizonDays) => {
  const asOf = new Date(ordersEnd - daysBefore * day);
  return trainOnHistory(
    withoutContacts(until(from, asOf.getTime())),
    {},
    { asOf, horizonDays: horizon, mostEvents: 24, seed: 3 },
  );
};
let now: ChurnModel;
let earlier: ChurnModel;
let misled: ChurnModel;

before(async () => {
  now = await trainedAt(orders, 0);
  earlier = await trainedAt(orders, 45);
  misled = await trainedAt(withoutRhythm(orders), 0);
});

/** Orders before a moment; every customer is kept, those without orders too, as they are where one order file follows another. */
function until(from: Orders, moment: number): Orders {
  const keep = [...from.time.keys()].filter((row) => from.time[row]! < moment);
  return {
    customers: from.customers,
    customer: Int32Array.from(keep, (row) => from.customer[row]!),
    time: Float64Array.from(keep, (row) => from.time[row]!),
    value: Float64Array.from(keep, (row) => from.value[row]!),
    lines: Int32Array.from(keep, (row) => from.lines[row]!),
    quantity: Float64Array.from(keep, (row) => from.quantity[row]!),
  };
}

/** The same orders at times that say nothing of their customers. */
function withoutRhythm(from: Orders): Orders {
  const random = seededRandom(8);
  const time = from.time.map(() => ordersEnd - 400 * day * random());
  for (let start = 0, end = 0; start < time.length; start = end) {
    while (end < time.length && from.customer[end] === from.customer[start]) end++;
    time.subarray(start, end).sort();
  }
  return { ...from, time };
}

test('a model that learnt from false times is no better than one from earlier and true ones, which is kept', async () => {
  const comparison = await compareOnHistory(orders, earlier, misled);
  assert.ok(comparison);
  assert.ok(comparison.new > comparison.before, JSON.stringify(comparison));
  assert.equal(comparison.cutoff, new Date(ordersEnd - horizonDays * day).toISOString());
  assert.equal(comparison.before_learnt_until, earlier.trainedOn.asOf);
});

test('a model that learnt from true times is better than one that learnt from false ones', async () => {
  const comparison = await compareOnHistory(orders, misled, now);
  assert.ok(comparison);
  assert.ok(comparison.new < comparison.before, JSON.stringify(comparison));
});

test('a model is exactly as good as itself', async () => {
  const comparison = await compareOnHistory(orders, now, now);
  assert.equal(comparison?.new, comparison?.before);
});

test('models of different horizons are not compared', async () => {
  assert.equal(await compareOnHistory(orders, { ...earlier, horizonDays: 60 }, now), undefined);
});

test('what a customer did changes nothing in the regressions that foretell this customer in a comparison', () => {
  const foldOf = dealCustomers(orders.customers, 3);
  const snapshot = snapshotAt(orders, ordersEnd - horizonDays * day);
  const examples = examplesOf(orders, [snapshot], horizonDays, ordersEnd, { mostSteps: 1, seasons: false });
  const otherwise = examples.churned.map((churned, row) =>
    foldOf(examples.customerIndex[row]!) === 0 ? 1 - churned : churned,
  );
  const [as, other] = [examples, { ...examples, churned: otherwise }].map((seen) => fitWideOfOthers(seen, foldOf));
  assert.deepEqual(other![0], as![0]);
  assert.notDeepEqual(other![1], as![1]);
});

test('nor in the model of interest', async () => {
  const some = withoutContacts(someOrders(80, 6));
  const foldOf = dealCustomers(some.customers, 3);
  const time = some.time.map((at, row) => at - (foldOf(some.customer[row]!) === 0 ? 9 * day : 0));
  const fitted = (seen: typeof some) =>
    fitInterests(seen, snapshotAt(seen, ordersEnd), foldOf, { horizonDays, seed: 3, onProgress: () => {} });
  const [as, other] = [await fitted(some), await fitted({ ...some, time })];
  assert.deepEqual(other.ofOthers[0], as.ofOthers[0]);
  assert.notDeepEqual(other.ofOthers[1], as.ofOthers[1]);
});

test('a customer is dealt into the same part whoever else is there, and the parts are about equal', () => {
  const ids = Array.from({ length: 4000 }, (_, i) => `c${i}` as CustomerId);
  const few = dealCustomers(ids.slice(0, 1000), 7);
  const many = dealCustomers(ids, 7);
  const sizes = new Array<number>(folds).fill(0);
  for (let i = 0; i < ids.length; i++) sizes[many(i)]!++;
  for (let i = 0; i < 1000; i++) assert.equal(few(i), many(i));
  for (const size of sizes) assert.ok(Math.abs(size - 1000) < 110, `${sizes}`);
  const other = dealCustomers(ids, 8);
  const alike = ids.filter((_, i) => other(i) === many(i)).length;
  assert.ok(Math.abs(alike - 1000) < 110, `${alike} dealt alike under another seed`);
});
