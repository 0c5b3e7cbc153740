import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotAt } from '../../churn/snapshot.ts';
import { fitTaste } from '../../churn/taste/fit-taste.ts';
import { basketBefore, tasteDirections, tasteFeatures } from '../../churn/taste/taste-model.ts';
import { seededRandom } from '../../config/index.ts';
import type { CustomerId } from '../../warehouse/index.ts';
import { purchasesFrom, withoutContacts } from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

const customers = 120;
const productsOfKind = 15;

/** Every second customer buys of the first fifteen products, the others of the next fifteen; each has one order, on some day of the last hundred. */
function twoKinds(seed = 3) {
  const random = seededRandom(seed);
  const time = Float64Array.from({ length: customers }, () => ordersEnd - 100 * day * random());
  const orders = {
    customers: Array.from(time, (_, index) => `c${String(index).padStart(3, '0')}` as CustomerId),
    customer: Int32Array.from(time.keys()),
    time,
    value: new Float64Array(customers).fill(10),
    lines: new Int32Array(customers).fill(5),
    quantity: new Float64Array(customers).fill(5),
  };
  const bought = Array.from(time, (when, customer) =>
    Array.from({ length: 5 }, () => ({
      customer,
      product: (customer % 2) * productsOfKind + Math.floor(productsOfKind * random()),
      time: when,
    })),
  ).flat();
  return { ...withoutContacts(orders), purchases: purchasesFrom(bought, customers) };
}

const history = twoKinds();
const now = snapshotAt(history, ordersEnd);
const model = fitTaste(history, now, 7);

/** Cosine of two customers' tastes. */
function alike(features: Float32Array, a: number, b: number): number {
  const of = (row: number) => features.subarray(row * tasteDirections, (row + 1) * tasteDirections);
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, k) => sum + value * y[k]!, 0);
  return dot(of(a), of(b)) / Math.sqrt(dot(of(a), of(a)) * dot(of(b), of(b)));
}

test('customers of one kind lie closer together than those of two, though they share no product', () => {
  const features = tasteFeatures(model, history.purchases, now);
  const bought = (row: number) => basketBefore(history.purchases, now.customer[row]!, ordersEnd).product;
  const [same, other]: [number[], number[]] = [[], []];
  for (let a = 0; a < customers; a++) {
    for (let b = 0; b < a; b++) {
      if (bought(a).some((product) => bought(b).includes(product))) continue;
      (a % 2 === b % 2 ? same : other).push(alike(features, a, b));
    }
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(same.length > 300 && other.length === (customers / 2) ** 2);
  assert.ok(Math.abs(mean(other)) < 0.02, `${mean(other)}`);
  assert.ok(mean(same) > 0.03, `${mean(same)}`);
});

test('directions have length 1 and stand at right angles', () => {
  const column = (k: number) => model.products.map((_, row) => model.vectors[row * tasteDirections + k]!);
  for (let a = 0; a < tasteDirections; a++) {
    for (let b = 0; b <= a; b++) {
      const dot = column(a).reduce((sum, value, row) => sum + value * column(b)[row]!, 0);
      assert.ok(Math.abs(dot - (a === b ? 1 : 0)) < 1e-4, `${a}, ${b}: ${dot}`);
    }
  }
});

test('what is bought at the cutoff or later tells nothing', () => {
  const cutoff = ordersEnd - 40 * day;
  const there = snapshotAt(history, cutoff);
  const { purchases } = history;
  const other = {
    ...history,
    purchases: {
      ...purchases,
      value: purchases.value.map((value, at) => (purchases.time[at]! < cutoff ? value : 1e6)),
    },
  };
  assert.deepEqual(fitTaste(other, there, 7), fitTaste(history, there, 7));
  assert.deepEqual(tasteFeatures(model, other.purchases, there), tasteFeatures(model, purchases, there));
});

test('who bought nothing that is known has no taste, and neither has a shop without products', () => {
  const unknown = { ...history.purchases, products: history.purchases.products.map((id) => `new ${id}` as typeof id) };
  assert.ok(tasteFeatures(model, unknown, now).every((value) => value === 0));
  const bare = withoutContacts(history);
  const empty = fitTaste(bare, now, 7);
  assert.deepEqual(empty, { products: [], weights: [], vectors: [] });
  assert.ok(tasteFeatures(empty, bare.purchases, now).every((value) => value === 0));
});
