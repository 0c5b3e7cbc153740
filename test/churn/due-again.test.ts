import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boughtAgainShare, dueAgain, dueWindows } from '../../churn/due-again.ts';
import { purchasesFrom } from './some-history.ts';
import { day } from './some-orders.ts';

const start = Date.UTC(2026, 0, 1);
const bought = (customer: number, product: number, ...days: number[]) =>
  days.map((at) => ({ customer, product, time: start + at * day }));
/** Product 0 lasts 40 days and is always bought again, product 1 never is. */
const rows = [
  ...[0, 1, 2, 3].flatMap((customer) => bought(customer, 0, 0, 40, 80, 120)),
  ...bought(4, 0, 90),
  ...bought(4, 1, 90),
  ...bought(5, 1, 0),
];
const snapshot = (days: number) => ({
  cutoff: start + days * day,
  customer: Int32Array.of(0, 4, 5),
  start: new Int32Array(3),
  end: new Int32Array(3),
});

test('what others bought again after so many days is due, in the windows that reach so far', () => {
  const due = dueAgain(purchasesFrom(rows, 6), snapshot(125));
  const of = (row: number, days: 30 | 90) => due[row * dueWindows.length + dueWindows.indexOf(days)]!;
  // Twelve waits of 40 days were finished; customer 4 has waited for 35 by now, three more are taken as unfinished.
  assert.ok(Math.abs(of(1, 30) - 12 / (12 + 1 + 3)) < 1e-12, `${of(1, 30)}`);
  assert.equal(of(0, 30), 0, 'bought five days ago: 35 days are left');
  assert.ok(of(0, 90) > 0.5, `${of(0, 90)}`);
  assert.deepEqual([of(2, 30), of(2, 90)], [0, 0], 'nobody bought that twice');
});

test('things that people buy again are told from things that they buy once', () => {
  const [regular, mixed, once] = boughtAgainShare(purchasesFrom(rows, 6), snapshot(125));
  // Twelve of seventeen waits for product 0 were finished, three unfinished ones taken beforehand; of product 1 none.
  assert.ok(Math.abs(regular! - 12 / (12 + 5 + 3)) < 1e-12, `${regular}`);
  assert.ok(Math.abs(mixed! - regular! / 2) < 1e-12, `${mixed}`);
  assert.equal(once, 0);
});

test('purchases at or after the cutoff tell nothing', () => {
  const until = rows.filter(({ time }) => time < start + 100 * day);
  assert.deepEqual(dueAgain(purchasesFrom(rows, 6), snapshot(100)), dueAgain(purchasesFrom(until, 6), snapshot(100)));
});
