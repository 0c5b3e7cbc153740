import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CustomerWeeks, customerWeeks, turns } from '../../churn/interest/customer-weeks.ts';
import { addCustomers, emptyCounts } from '../../churn/interest/expected-counts.ts';
import { fitInterest, weeksToFit } from '../../churn/interest/fit-interest.ts';
import { interestFeatures } from '../../churn/interest/interest-features.ts';
import { type InterestModel, moods } from '../../churn/interest/interest-model.ts';
import { silenceLogits } from '../../churn/interest/silence-by-interest.ts';
import { labelsOf } from '../../churn/labels.ts';
import { sigmoid } from '../../churn/logistic.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { seededRandom } from '../../config/index.ts';
import { auc } from '../../evaluation/index.ts';
import { historyUntil, someHistory, withoutContacts } from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

/** Two kinds of customers, all chances drawn at random. */
function someModel(seed: number): InterestModel {
  const random = seededRandom(seed);
  const states = 2 * moods;
  const numbers = (length: number, most = 1) => Array.from({ length }, () => most * (0.1 + 0.8 * random()));
  const chances = (length: number) => {
    const drawn = numbers(length);
    const sum = drawn.reduce((a, b) => a + b, 0);
    return drawn.map((value) => value / sum);
  };
  return {
    horizonDays: 17.5,
    start: chances(states),
    moves: turns.map(() => Array.from({ length: states }, () => chances(moods)).flat()),
    orders: numbers(states),
    visits: numbers(states, 2),
    opening: numbers(states),
    unsubscribing: numbers(states, 0.3),
    refilling: numbers(moods),
    afterOrder: [0.5, 0.8, 1],
  };
}

/** One customer's four weeks. */
const weeks: CustomerWeeks = {
  offsets: Int32Array.of(0, 4),
  firstLength: Float64Array.of(0.4),
  orders: Uint8Array.of(0, 2, 0, 0),
  visits: Uint8Array.of(1, 0, 3, 0),
  mails: Uint8Array.of(0, 1, 0, 2),
  opened: Uint8Array.of(0, 1, 0, 1),
  unsubscribed: Uint8Array.of(0, 0, 0, 1),
  turn: Uint8Array.of(turns.indexOf('first order'), turns.indexOf('order'), turns.indexOf('bad'), 0),
  due: Float64Array.of(0, 0.3, 0, 0.6),
  dueAhead: Float64Array.of(0.2, 0, 0.7),
  weeksAhead: 3,
};
/** Per week since which the latest order was: one after the first order, the week after the week with orders, … */
const since = [0, 0, 0, 1];
const sinceAhead = [2, 2, 2];

/** The chance of what a week holds in a state, from the definition. */
function chanceOf(model: InterestModel, week: number, state: number): number {
  const length = week === 0 ? weeks.firstLength[0]! : 1;
  const due = model.refilling[state % moods]! * weeks.due[week]!;
  const ordering = model.orders[state]! * length * model.afterOrder[since[week]!]! + due;
  const looking = model.visits[state]! * length;
  const [mails, opened] = [weeks.mails[week]!, weeks.opened[week]!];
  const opening = model.opening[state]! ** opened * (1 - model.opening[state]!) ** (mails - opened);
  const leaving = weeks.unsubscribed[week] ? model.unsubscribing[state]! : 1 - model.unsubscribing[state]!;
  // The factors that no state changes (lengths of weeks, factorials) cancel out.
  const visits = Math.exp(-looking) * model.visits[state]! ** weeks.visits[week]!;
  return Math.exp(-ordering) * ordering ** weeks.orders[week]! * visits * (mails > 0 ? opening * leaving : 1);
}

/** All ways through the moods of the four weeks, with their joint chance with what was seen. */
function* ways(
  model: InterestModel,
  states: number[] = [],
  chance = 1,
): Generator<{ states: number[]; chance: number }> {
  const week = states.length;
  if (week === 4) {
    yield { states, chance };
    return;
  }
  for (let state = 0; state < 2 * moods; state++) {
    const before = states.at(-1);
    if (before !== undefined && Math.floor(before / moods) !== Math.floor(state / moods)) continue;
    const move =
      before === undefined
        ? model.start[state]!
        : model.moves[weeks.turn[week - 1]!]![before * moods + (state % moods)]!;
    yield* ways(model, [...states, state], chance * move * chanceOf(model, week, state));
  }
}

describe('the model of interest against all ways through the moods, one by one', () => {
  for (const seed of [1, 2, 3]) {
    const model = someModel(seed);
    const all = [...ways(model)];
    const whole = all.reduce((sum, { chance }) => sum + chance, 0);

    test(`the chance of no order (seed ${seed})`, () => {
      let silent = 0;
      const ahead = (state: number, week: number, chance: number) => {
        if (week === 3) {
          silent += chance;
          return;
        }
        for (let mood = 0; mood < moods; mood++) {
          const next = state - (state % moods) + mood;
          const length = week === 2 ? 0.5 : 1;
          const own = model.orders[next]! * model.afterOrder[sinceAhead[week]!]!;
          const rate = (own + model.refilling[mood]! * weeks.dueAhead[week]!) * length;
          ahead(next, week + 1, chance * model.moves[0]![state * moods + mood]! * Math.exp(-rate));
        }
      };
      for (const { states, chance } of all) ahead(states[3]!, 0, chance / whole);
      const [logit] = silenceLogits(model, weeks).at(-1)!;
      assert.ok(Math.abs(sigmoid(logit!) - silent) < 1e-9, `${sigmoid(logit!)} and ${silent}`);
    });

    test(`who knows no feelings, or no newsletters either, says what would be said if there were none (seed ${seed})`, () => {
      const levels = silenceLogits(model, weeks);
      const withoutFeelings = { ...weeks, turn: weeks.turn.map((turn) => (turn === turns.indexOf('bad') ? 0 : turn)) };
      const none = new Uint8Array(4);
      const withoutMails = { ...withoutFeelings, mails: none, opened: none, unsubscribed: none };
      assert.deepEqual(levels[2], silenceLogits(model, withoutFeelings).at(-1));
      assert.deepEqual(levels[1], silenceLogits(model, withoutMails).at(-1));
      assert.equal(new Set(levels.map(([logit]) => logit)).size, 4);
    });

    test(`what a customer did, divided among states (seed ${seed})`, () => {
      const counts = emptyCounts(model);
      addCustomers(model, weeks, counts);
      const expected = emptyCounts(model);
      for (const { states, chance } of all) {
        expected.start[states[0]!]! += chance / whole;
        for (const [week, state] of states.entries()) {
          expected.visits[state]! += (weeks.visits[week]! * chance) / whole;
          expected.opened[state]! += (weeks.opened[week]! * chance) / whole;
          expected.due[state % moods]! += (weeks.due[week]! * chance) / whole;
          const own = model.orders[state]! * (week === 0 ? 0.4 : 1) * model.afterOrder[since[week]!]!;
          const due = model.refilling[state % moods]! * weeks.due[week]!;
          expected.ownOrders[state]! += (weeks.orders[week]! * own * chance) / whole / (own + due);
          if (week > 0) {
            expected.moves[weeks.turn[week - 1]!]![states[week - 1]! * moods + (state % moods)]! += chance / whole;
          }
        }
      }
      for (const name of ['start', 'visits', 'opened', 'due', 'ownOrders'] as const)
        close(counts[name], expected[name]);
      for (const [turn, moves] of counts.moves.entries()) close(moves, expected.moves[turn]!);
      const orders = sum(counts.ownOrders) + sum(counts.refills);
      assert.ok(Math.abs(orders - sum(weeks.orders)) < 1e-9, `${orders} orders`);
    });
  }
});

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const close = (values: Float64Array, expected: Float64Array) => {
  for (const [at, value] of values.entries()) assert.ok(Math.abs(value - expected[at]!) < 1e-9);
};

describe('fitted to a shop', () => {
  const horizonDays = 60;
  const whole = someHistory(400, 5);
  const cutoff = ordersEnd - horizonDays * day;
  const past = historyUntil(whole, cutoff);
  const now = snapshotAt(past, cutoff);
  const seen = weeksToFit(past, now);
  const model = fitInterest(seen, horizonDays, 1);

  test('it ranks who stays away far above chance, on time that it never saw', () => {
    const features = interestFeatures(model, past, now);
    const logits = Float64Array.from(now.customer, (_, row) => sum(features.subarray(4 * row, 4 * row + 4)));
    const area = auc(labelsOf(whole, snapshotAt(whole, cutoff), horizonDays).churned, logits);
    assert.ok(area > 0.75, `AUC ${area}`);
  });

  test('the same weeks and seed give the same numbers', () => {
    assert.deepEqual(fitInterest(seen, horizonDays, 1), model);
  });

  test('nothing that happens later changes a feature', () => {
    assert.deepEqual(interestFeatures(model, whole, snapshotAt(whole, cutoff)), interestFeatures(model, past, now));
  });

  test('in a shop whose files hold orders alone, other contacts add nothing', () => {
    const orders = withoutContacts(past);
    const features = interestFeatures(fitInterest(weeksToFit(orders, now), horizonDays, 1), orders, now);
    assert.ok(features.every(Number.isFinite));
    assert.ok(features.every((value, at) => at % 4 === 0 || Math.abs(value) < 1e-6));
  });
});

test('weeks are counted back from the cutoff, the first one from the first order on', () => {
  const history = someHistory(60, 2);
  const now = snapshotAt(history, ordersEnd);
  const { offsets, firstLength, orders, visits } = customerWeeks(history, now, 1);
  for (let row = 0; row < now.customer.length; row++) {
    const age = (ordersEnd - history.time[now.start[row]!]!) / (7 * day);
    assert.ok(Math.abs(offsets[row + 1]! - offsets[row]! - 1 + firstLength[row]! - age) < 1e-9);
    const days = new Set(
      Array.from(history.time.subarray(now.start[row], now.end[row]), (time) => Math.floor(time / day)),
    );
    assert.equal(sum(orders.subarray(offsets[row], offsets[row + 1])), days.size - 1);
  }
  assert.ok(sum(visits) > 0);
});
