import { normal, seededRandom } from '../../config/index.ts';
import type { History } from '../history.ts';
import { type Snapshot, thinned } from '../snapshot.ts';
import { type CustomerWeeks, customerWeeks, turns } from './customer-weeks.ts';
import { addCustomers, emptyCounts } from './expected-counts.ts';
import { type InterestModel, moods } from './interest-model.ts';

const kinds = 8;
const rounds = 30;
/** So many customers tell the few hundred numbers of the model. */
const mostCustomers = 6000;
/** Weeks after an order that are told apart, and all later ones. */
const afterOrder = 4;
/** Before anything is seen: how much of what a keen customer does is left in each mood. */
const share = [1, 0.35, 0.3, 0.02] as const;
/** No rate or chance is less: what was never seen stays possible, and where nothing of its kind was, it tells no state from another. */
const leastRate = 1e-4;
/** What is thought beforehand counts as much as so many weeks, newsletters, moves, things due. */
const prior = { weeks: 1, mails: 2, unsubscribing: 5, moves: 10, start: 0.5, due: 3, afterOrder: 10 } as const;

/** The weeks of as many of the snapshot's customers as the model is fitted to. */
export function weeksToFit(history: History, snapshot: Snapshot): CustomerWeeks {
  return customerWeeks(history, thinned(snapshot, mostCustomers), 0);
}

/**
 * Fits the model to all that the customers' weeks hold, by expectation and maximisation (Baum and Welch; Rabiner 1989, formulas 37 to 40), from kinds and moods drawn at random.
 * An order of a week counts as one for a thing that was due as far as those make up the rate. The same weeks and seed give the same numbers.
 */
export function fitInterest(weeks: CustomerWeeks, horizonDays: number, seed: number): InterestModel {
  const usual = usualOf(weeks);
  let model = drawModel(usual, horizonDays, seed);
  for (let round = 0; round < rounds; round++) model = refitted(model, weeks, usual);
  return model;
}

type Usual = ReturnType<typeof usualOf>;

/** What is usual in a week, or of a newsletter, over all customers. */
function usualOf(weeks: CustomerWeeks) {
  const total = (column: Uint8Array) => column.reduce((sum, value) => sum + value, 0);
  const [count, mails] = [weeks.orders.length, total(weeks.mails)];
  return {
    // The keen do twice as much as all together.
    orders: (2 * total(weeks.orders) + 1) / (count + 1),
    visits: (2 * total(weeks.visits)) / (count + 1),
    opening: (total(weeks.opened) + 0.5) / (mails + 1),
    unsubscribing: (total(weeks.unsubscribed) + 0.5) / (mails + 1),
  };
}

function drawModel(usual: Usual, horizonDays: number, seed: number): InterestModel {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: kinds }, () => [normal(random), normal(random), normal(random)] as const);
  const perState = (value: (kind: (typeof drawn)[number], mood: number) => number) =>
    drawn.flatMap((kind) => share.map((_, mood) => value(kind, mood)));
  const odds = usual.opening / (1 - usual.opening);
  const stay = perState((_, from) => from).flatMap((from) =>
    share.map((_, mood) => {
      if (from === moods - 1) return mood === from ? 1 : 0;
      return mood === from ? 0.9 : 0.1 / (moods - 1);
    }),
  );
  return {
    horizonDays,
    start: perState((_, mood) => (mood === 0 ? 0.7 : 0.1) / kinds),
    moves: turns.map(() => stay),
    orders: perState(([buying], mood) => usual.orders * Math.exp(0.8 * buying) * share[mood]!),
    visits: perState(
      ([buying, looking], mood) => usual.visits * Math.exp(0.3 * buying + 0.6 * looking) * Math.max(0.05, share[mood]!),
    ),
    opening: perState(([, , opening], mood) => {
      const own = odds * Math.exp(0.9 * opening) * Math.max(0.08, share[mood]!);
      return own / (1 + own);
    }),
    unsubscribing: perState(() => usual.unsubscribing),
    refilling: [...share],
    afterOrder: new Array<number>(afterOrder).fill(1),
  };
}

/** The likeliest model if customers' states were what this one thinks of them. */
function refitted(model: InterestModel, weeks: CustomerWeeks, usual: Usual): InterestModel {
  const counts = emptyCounts(model);
  addCustomers(model, weeks, counts);
  const customers = weeks.firstLength.length;
  const rate = (done: Float64Array, of: Float64Array, beforehand: (mood: number) => number, weight: number) =>
    Array.from(done, (value, state) =>
      Math.max(leastRate, (value + weight * beforehand(state % moods)) / (of[state]! + weight)),
    );
  return {
    horizonDays: model.horizonDays,
    start: Array.from(counts.start, (count) => (count + prior.start) / (customers + prior.start * counts.start.length)),
    moves: counts.moves.map(movesFrom),
    orders: rate(counts.ownOrders, counts.orderWeeks, (mood) => usual.orders * share[mood]!, prior.weeks),
    visits: rate(counts.visits, counts.weeks, (mood) => usual.visits * share[mood]!, prior.weeks),
    opening: rate(counts.opened, counts.mails, () => usual.opening, prior.mails),
    unsubscribing: rate(counts.unsubscribed, counts.mailWeeks, () => usual.unsubscribing, prior.unsubscribing),
    refilling: rate(counts.refills, counts.due, (mood) => share[mood]!, prior.due),
    // The last one is what the others are measured by.
    afterOrder: model.afterOrder.map((_, since) =>
      since === afterOrder - 1
        ? 1
        : (counts.ordersAfter[since]! + prior.afterOrder) / (counts.expectedAfter[since]! + prior.afterOrder),
    ),
  };
}

/** Chances from counted moves; each kind's are drawn to those of all. */
function movesFrom(counted: Float64Array): number[] {
  const all = new Float64Array(moods * moods);
  for (const [at, count] of counted.entries()) all[at % all.length]! += count;
  const pooled = all.map((count, at) => {
    const row = at - (at % moods);
    const stays = at % moods === row / moods ? 1e-3 : 0;
    return (count + stays) / (all.subarray(row, row + moods).reduce((sum, value) => sum + value, 0) + 1e-3);
  });
  return Array.from(counted, (count, at) => {
    const row = at - (at % moods);
    const sum = counted.subarray(row, row + moods).reduce((total, value) => total + value, 0);
    return (count + prior.moves * pooled[at % pooled.length]!) / (sum + prior.moves);
  });
}
