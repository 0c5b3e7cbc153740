import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { inputsOf } from '../../churn/examples.ts';
import { foretellFuture } from '../../churn/future.ts';
import type { History } from '../../churn/history.ts';
import type { ChurnModel } from '../../churn/model.ts';
import { predict } from '../../churn/prediction.ts';
import { saveChurn } from '../../churn/save.ts';
import { seasonNotes } from '../../churn/season-notes.ts';
import { type Snapshot, snapshotAt } from '../../churn/snapshot.ts';
import { trainOnHistory } from '../../churn/train.ts';
import { seededRandom, shuffle } from '../../config/index.ts';
import { contactKinds } from '../../warehouse/index.ts';
import {
  contactRows,
  contactsFrom,
  historyUntil,
  purchaseRows,
  purchasesFrom,
  someHistory,
  withoutContacts,
} from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

const horizonDays = 30;
const seed = 3;
const cutoff = ordersEnd - horizonDays * day;
const whole = someHistory(260, 5);
const beforeCutoff = (history: History) => historyUntil(history, cutoff);
let model: ChurnModel;

const trainAt = (history: History) =>
  trainOnHistory(history, { order_completed: 100 }, { asOf: new Date(cutoff), horizonDays, mostEvents: 24, seed });

before(async () => {
  model = await trainAt(beforeCutoff(whole));
});

/** Everything at or after the cutoff dealt anew: values, lines and pieces among those orders, and their times within the horizon; contacts among customers, products among purchases. */
function shuffledAfterCutoff(orders: History): History {
  const random = seededRandom(11);
  const later = [...orders.time.keys()].filter((row) => orders.time[row]! >= cutoff);
  const dealt = shuffle([...later], random);
  const copy = {
    ...orders,
    time: orders.time.slice(),
    value: orders.value.slice(),
    lines: orders.lines.slice(),
    quantity: orders.quantity.slice(),
  };
  for (const [i, row] of later.entries()) {
    copy.value[row] = orders.value[dealt[i]!]! * 7;
    copy.lines[row] = orders.lines[dealt[i]!]!;
    copy.quantity[row] = orders.quantity[dealt[i]!]!;
    // Within a customer the order of times stays ascending.
    const previous = row > 0 && copy.customer[row - 1] === copy.customer[row] ? copy.time[row - 1]! : 0;
    copy.time[row] = Math.max(previous, cutoff + random() * horizonDays * day);
  }
  const contacts = contactRows(orders.contacts).map((row) =>
    row.time < cutoff
      ? row
      : {
          customer: Math.floor(random() * orders.customers.length),
          time: cutoff + random() * horizonDays * day,
          kind: Math.floor(random() * contactKinds.length),
          amount: 50 * random(),
        },
  );
  const purchases = purchaseRows(orders.purchases).map((row) =>
    row.time < cutoff
      ? row
      : { ...row, product: Math.floor(12 * random()), time: cutoff + random() * horizonDays * day },
  );
  const customers = orders.customers.length;
  return { ...copy, contacts: contactsFrom(contacts, customers), purchases: purchasesFrom(purchases, customers) };
}

async function bytesOf(trained: ChurnModel): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    return await saveChurn(trained, join(folder, 'data'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('shuffling everything after the cutoff changes no feature, no score and no byte of the model', async () => {
  const other = shuffledAfterCutoff(whole);
  assert.notDeepEqual(other.value, whole.value, 'something was shuffled');
  assert.notDeepEqual(other.contacts.kind, whole.contacts.kind, 'contacts too');
  assert.notDeepEqual(other.purchases.product, whole.purchases.product, 'and products');
  const [here, there] = [whole, other].map((orders) => snapshotAt(orders, cutoff)) as [Snapshot, Snapshot];
  const steps = { mostSteps: 24, seasons: false };
  assert.deepEqual(inputsOf(other, there, steps), inputsOf(whole, here, steps));
  assert.deepEqual(predict(model, other, there), predict(model, whole, here));
  assert.equal(await bytesOf(await trainAt(beforeCutoff(other))), await bytesOf(model));
});

test('a busy season makes orders likelier and spend larger, a quiet one the contrary; the year ahead holds both', () => {
  const { predictor } = model;
  assert.ok(predictor.kind === 'sequence');
  const now = snapshotAt(whole, cutoff);
  const busyFrom = (first: number) => {
    // Of 73 parts of the year 37 are busy, and the mean is 1.
    const speeds = Array.from({ length: 73 }, (_, part) => (((part - first + 73) % 73 < 37 ? 3 : 1) * 73) / 147);
    const seasonal = { season: { speeds }, slope: -0.8 };
    const seasoned = { ...model, predictor: { ...predictor, seasonal } };
    const prediction = predict(seasoned, whole, now);
    return { prediction, future: foretellFuture(seasoned, whole, now, prediction, horizonDays) };
  };
  // The cutoff lies in the first days of December.
  const [busy, quiet] = [busyFrom(50), busyFrom(14)];
  for (let row = 0; row < now.customer.length; row++) {
    assert.ok(busy.prediction.churnProbability[row]! < quiet.prediction.churnProbability[row]!);
    assert.ok(Math.abs(busy.prediction.expectedSpend[row]! / quiet.prediction.expectedSpend[row]! - 3) < 1e-6);
  }
  assert.deepEqual(busy.future.yearOrders, quiet.future.yearOrders);
  assert.deepEqual(busy.future.yearSpend, quiet.future.yearSpend);
});

test('another past gives another model', async () => {
  const kept = beforeCutoff(whole);
  const value = kept.value.slice();
  value[0]! += 1000;
  assert.notEqual(await bytesOf(await trainAt({ ...kept, value })), await bytesOf(model));
});

test('a shop with customers and days enough gets networks, and nothing is noted', () => {
  assert.equal(model.predictor.kind, 'sequence');
  assert.deepEqual(model.notes, []);
});

test('where less than a year of orders lies before the end of the horizon it is said that its season is not known', () => {
  const notesOf = (daysBack: number) => {
    const orders = { ...whole, time: whole.time.map((time) => Math.max(time, cutoff - daysBack * day)) };
    return seasonNotes({ kind: 'bg_nbd' }, orders, new Date(cutoff), horizonDays);
  };
  assert.deepEqual(notesOf(368), []);
  assert.deepEqual(notesOf(357), [], 'a few days of it');
  assert.match(notesOf(350)[0]!, /reach back 350 days, so 16 of the 30 days from 2025-12-02 lie in a season/);
  assert.match(notesOf(200)[0]!, /so 30 of the 30 days/);
});

test('a shop with too few customers is told how many are missing, and gets a simpler model', async () => {
  const few = await trainAt(beforeCutoff(someHistory(120, 8)));
  assert.notEqual(few.predictor.kind, 'sequence');
  assert.match(few.notes.join(' '), /had \d+ customers, and the network needs 200/);
});

test('a shop with too few days is told how many are missing, and gets the model of buying rhythm', async () => {
  const young = someHistory(120, 8);
  const shift = cutoff - 40 * day - young.time.reduce((a, b) => Math.min(a, b));
  const trained = await trainAt(
    beforeCutoff({ ...withoutContacts(young), time: young.time.map((time) => time + shift) }),
  );
  assert.equal(trained.predictor.kind, 'bg_nbd');
  assert.match(trained.notes.join(' '), /cover (39|40) days, and foretelling 30 days needs 90/);
  assert.equal(trained.spendSpread, undefined);
  assert.match(trained.notes.join(' '), /value of a year .* without an interval/);
});
