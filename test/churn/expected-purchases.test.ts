import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedPurchases } from '../../churn/interest/expected-purchases.ts';
import type { Snapshot } from '../../churn/snapshot.ts';
import type { Purchases } from '../../warehouse/index.ts';
import { purchasesFrom } from './some-history.ts';
import { day } from './some-orders.ts';

const start = Date.UTC(2026, 0, 1);
/** Thirty customers buy a product every 42 days; customer 30 bought one piece, customer 31 two, both on day 120. */
const regular = Array.from({ length: 30 }, (_, customer) =>
  [0, 42, 84, 126].map((at) => ({ customer, product: 0, time: start + at * day })),
).flat();
const rows = [...regular, ...[30, 31].map((customer) => ({ customer, product: 0, time: start + 120 * day }))];
const purchases: Purchases = (() => {
  const single = purchasesFrom(rows, 32);
  return { ...single, quantity: single.quantity.map((_, at) => (at === rows.length - 1 ? 2 : 1)) };
})();
const snapshot: Snapshot = {
  cutoff: start + 127 * day,
  customer: Int32Array.of(30, 31),
  start: new Int32Array(2),
  end: new Int32Array(2),
};
const { past, ahead } = expectedPurchases(purchases, snapshot, Int32Array.of(0, 1, 2), 14);
const of = (row: number) => Array.from(ahead.subarray(row * 14, (row + 1) * 14));
const peak = (weeks: number[]) => weeks.indexOf(Math.max(...weeks));

test('what everybody buys again after six weeks is expected then', () => {
  assert.deepEqual(Array.from(past), [0, 0], 'nobody buys it again in the first week');
  // Bought a week before the cutoff: five weeks are left, the sixth holds the 42nd day or lies beside it.
  assert.ok([4, 5].includes(peak(of(0))), of(0).join(' '));
  assert.ok(of(0).reduce((a, b) => a + b) > 0.5);
});

test('two pieces last twice as long', () => {
  assert.ok(peak(of(1)) >= peak(of(0)) + 6, of(1).join(' '));
  assert.ok(
    of(1)
      .slice(0, 10)
      .every((expected) => expected === 0),
    of(1).join(' '),
  );
});

test('purchases at or after the cutoff tell nothing', () => {
  const later = [...rows, { customer: 31, product: 0, time: snapshot.cutoff + day }];
  const single = purchasesFrom(later, 32);
  const quantity = single.quantity.map((_, at) => (at >= rows.length - 1 ? 2 : 1));
  const other = expectedPurchases({ ...single, quantity }, snapshot, Int32Array.of(0, 1, 2), 14);
  assert.deepEqual(other, { past, ahead });
});
