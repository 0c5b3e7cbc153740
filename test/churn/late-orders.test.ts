import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitBuyingModel } from '../../churn/buying-model.ts';
import { asInRhythm, fitLateOrders } from '../../churn/late-orders.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import type { Orders } from '../../warehouse/index.ts';
import { withoutContacts } from './some-history.ts';
import { day, ordersEnd, someOrders } from './some-orders.ts';

const horizonDays = 30;

/** The rates among shops of the same customers, whose orders are those that `keep` names by the days since the customer's order before. */
function ratesOf(keep: (daysSince: number, row: number) => boolean) {
  const orders = someOrders(600, 4);
  const rows: number[] = [];
  for (const row of orders.time.keys()) {
    const first = orders.customer[row] !== orders.customer[row - 1];
    const before = rows.at(-1);
    if (!first && orders.customer[before!] !== orders.customer[row]) continue;
    if (first || keep((orders.time[row]! - orders.time[before!]!) / day, row)) rows.push(row);
  }
  const numbers = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  const counts = (column: Int32Array) => Int32Array.from(rows, (row) => column[row]!);
  const kept: Orders = {
    customers: orders.customers,
    customer: counts(orders.customer),
    time: numbers(orders.time),
    value: numbers(orders.value),
    lines: counts(orders.lines),
    quantity: numbers(orders.quantity),
  };
  const model = {
    horizonDays,
    predictor: { kind: 'bg_nbd' },
    trainedOn: { asOf: '', customers: 0, orders: 0, seed: 1, digest: '' },
    buying: fitBuyingModel(kept, snapshotAt(kept, ordersEnd)),
  } as const;
  const snapshots = [60, 75, 90, 105].map((days) => snapshotAt(kept, ordersEnd - days * day));
  return fitLateOrders(model, withoutContacts(kept), snapshots, ordersEnd);
}

test('where hardly anybody comes back after a horizon of silence, the rate is far lower than where they do', () => {
  const usual = ratesOf(() => true);
  const never = ratesOf((daysSince) => daysSince < 1.5 * horizonDays);
  assert.ok(never.level < usual.level - 0.3, `${never.level} against ${usual.level}`);
  assert.ok(Math.abs(usual.surprise) < 0.5);
});

test('where no horizon has ended long enough ago, the rhythm is left as it is', () => {
  const orders = someOrders(50, 4);
  const model = {
    horizonDays: 60,
    predictor: { kind: 'bg_nbd' },
    trainedOn: { asOf: '', customers: 0, orders: 0, seed: 1, digest: '' },
    buying: fitBuyingModel(orders, snapshotAt(orders, ordersEnd)),
  } as const;
  const snapshots = [snapshotAt(orders, ordersEnd - 62 * day)];
  assert.deepEqual(fitLateOrders(model, withoutContacts(orders), snapshots, ordersEnd), asInRhythm);
});
