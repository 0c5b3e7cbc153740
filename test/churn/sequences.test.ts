import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactFeatureNames, contactFeatures } from '../../churn/contact-features.ts';
import { dueAgain } from '../../churn/due-again.ts';
import type { History } from '../../churn/history.ts';
import { eventSequences, stepFeatureNames } from '../../churn/sequences.ts';
import { type Snapshot, snapshotAt } from '../../churn/snapshot.ts';
import { type ContactKind, contactKinds } from '../../warehouse/index.ts';
import { contactsFrom, purchasesFrom, someHistory, withoutContacts } from './some-history.ts';
import { day, ordersEnd, someOrders } from './some-orders.ts';

const start = Date.UTC(2026, 0, 1);
const at = (days: number, customer: number, kind: ContactKind, amount = 1) => ({
  customer,
  time: start + days * day,
  kind: contactKinds.indexOf(kind),
  amount,
});
/** One customer with orders on day 10 and day 30. */
const orders = {
  customers: someOrders(1, 1).customers,
  customer: Int32Array.of(0, 0),
  time: Float64Array.of(start + 10.5 * day, start + 30.5 * day),
  value: Float64Array.of(20, 40),
  lines: Int32Array.of(1, 2),
  quantity: Float64Array.of(1, 3),
};
const history = {
  ...orders,
  contacts: contactsFrom(
    [
      at(10.2, 0, 'visit'),
      at(12.2, 0, 'mail'),
      at(14.2, 0, 'mail'),
      at(16.2, 0, 'mail'),
      at(16.3, 0, 'opened'),
      at(16.4, 0, 'visit'),
      at(20.2, 0, 'felt', -0.8),
      at(35.2, 0, 'returned', 9),
      at(38.2, 0, 'mail'),
    ],
    1,
  ),
  purchases: purchasesFrom([], 1),
};

const sequencesAt = (of: History, snapshot: Snapshot, mostSteps: number) =>
  eventSequences(of, snapshot, dueAgain(of.purchases, snapshot), mostSteps, false);

function stepsAt(days: number, mostSteps = 24): Record<string, number>[] {
  const { offsets, steps } = sequencesAt(history, snapshotAt(history, start + days * day), mostSteps);
  const width = stepFeatureNames.length;
  return Array.from({ length: offsets[1]! }, (_, step) =>
    Object.fromEntries(
      stepFeatureNames.map((name, column) => [name, Math.round(1e4 * steps[step * width + column]!) / 1e4]),
    ),
  );
}
const log = (days: number) => Math.round(1e4 * Math.log1p(days)) / 1e4;

test('a step is an order with what else was done on its day, or a day of other contacts; mails are counted until the next', () => {
  const steps = stepsAt(40);
  assert.deepEqual(
    steps.map((step) => [step['an order'], step['a visit'], step['a mail opened'], step.feeling, step['a return']]),
    [
      [1, 1, 0, 0, 0],
      [0, 1, 1, 0, 0],
      [0, 0, 0, -0.8, 0],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0],
    ],
  );
  assert.deepEqual(
    steps.map((step) => step['log mails since the step before']),
    [0, log(3), 0, 0, 0, log(1)],
  );
  assert.equal(steps[1]!['log days from the order before to the contact'], log(5.8));
  assert.equal(steps[3]!['log days since the order before'], log(20));
  assert.equal(steps[5]!['log days since the order before'], log(9.5));
  assert.equal(steps[5]!['log days since the contact before'], log(4.8));
  assert.equal(steps[5]!.now, 1);
});

test('the latest steps are kept, and they are as they were among all', () => {
  assert.deepEqual(stepsAt(40, 3), stepsAt(40).slice(-3));
});

test('what came on the day of the cutoff, but before it, does not tell of the order that came after it', () => {
  const steps = stepsAt(10.6);
  assert.equal(steps.length, 2);
  const visits = contactFeatureNames.indexOf('visits');
  const early = { ...history, time: Float64Array.of(start + 5 * day, start + 10.5 * day) };
  const features = contactFeatures(early, snapshotAt(early, start + 10.4 * day), 0);
  assert.equal(features[visits], Math.log1p(1), 'a visit that has led to no order yet');
  assert.equal(contactFeatures(early, snapshotAt(early, start + 11 * day), 0)[visits], 0, 'and one that has');
});

test('kinds that a shop never had are 0 in every column, and leave those of the orders as they were', () => {
  const whole = someHistory(40, 2);
  const bare = withoutContacts(someOrders(40, 2));
  const snapshot = snapshotAt(bare, ordersEnd);
  for (let row = 0; row < snapshot.customer.length; row++) {
    assert.ok(contactFeatures(bare, snapshot, row).every((value) => value === 0));
  }
  const { steps } = sequencesAt(bare, snapshot, 24);
  const width = stepFeatureNames.length;
  const ofContacts = ['log days since the contact before', 'a visit', 'feeling', 'log mails since the step before'];
  for (const name of ofContacts) {
    const column = stepFeatureNames.indexOf(name as (typeof stepFeatureNames)[number]);
    for (let step = 0; step < steps.length / width; step++) assert.equal(steps[step * width + column], 0);
  }
  const withContacts = sequencesAt(whole, snapshotAt(whole, ordersEnd), 24);
  assert.ok(withContacts.steps.length > steps.length);
});
