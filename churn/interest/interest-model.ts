import { type CustomerWeeks, mostInWeek, mostMails, turns } from './customer-weeks.ts';

/**
 * A hidden Markov model of customers: each is of a kind for good, and from week to week in one of four moods, the first the keenest, the last one gone for good. State kind · moods + mood.
 * Orders, visits and opened newsletters of a week hang on its state alone, orders also on what is due; what happens in a week decides how moods change after it.
 */
export interface InterestModel {
  readonly horizonDays: number;
  /** Per state: the chance to begin in it. */
  readonly start: readonly number[];
  /** Per turn (as in `turns`): states × moods, the chance of each mood in the next week. */
  readonly moves: readonly (readonly number[])[];
  /** Per state, a week: orders, visits. */
  readonly orders: readonly number[];
  readonly visits: readonly number[];
  /** Per state, a newsletter: the chance that it is opened, and that it is the last one wanted. */
  readonly opening: readonly number[];
  readonly unsubscribing: readonly number[];
  /** Per mood: orders for each thing that is due. */
  readonly refilling: readonly number[];
  /** By how many weeks ago the latest order was, from 0 on, the last one for all later: by what the orders are multiplied. */
  readonly afterOrder: readonly number[];
}

export const moods = 4;

/** How much of what is known a reader takes in: each level has what the one before has. */
export const evidence = ['orders', 'visits', 'mails', 'feelings'] as const;
export type Evidence = (typeof evidence)[number];
const [orderTurn, firstOrderTurn] = [turns.indexOf('order'), turns.indexOf('first order')];

/** The chances of what a week may hold, for each state, as they are looked up week by week. */
export interface Emissions {
  readonly states: number;
  readonly orders: Float64Array;
  /** By turn: states × moods. */
  readonly moves: readonly Float64Array[];
  /** By weeks since the latest order: the chance of no order by the own rhythm. */
  readonly silent: readonly Float64Array[];
  /** By number of visits. */
  readonly visited: readonly Float64Array[];
  /** By newsletters · (mostMails + 1) + opened. */
  readonly mailed: readonly Float64Array[];
  readonly unsubscribed: readonly Float64Array[];
}

export function emissionsOf(model: InterestModel): Emissions {
  const per = (of: readonly number[], chance: (value: number) => number) => Float64Array.from(of, chance);
  const sizes = (length: number) => Array.from({ length }, (_, index) => index);
  return {
    states: model.orders.length,
    orders: Float64Array.from(model.orders),
    moves: model.moves.map((chances) => Float64Array.from(chances)),
    silent: model.afterOrder.map((factor) => per(model.orders, (rate) => Math.exp(-rate * factor))),
    visited: sizes(mostInWeek + 1).map((visits) => per(model.visits, (rate) => Math.exp(-rate) * rate ** visits)),
    mailed: sizes((mostMails + 1) ** 2).map((index) => {
      const [mails, opened] = [Math.floor(index / (mostMails + 1)), index % (mostMails + 1)];
      return per(model.opening, (chance) => chance ** opened * (1 - chance) ** Math.max(0, mails - opened));
    }),
    unsubscribed: [per(model.unsubscribing, (chance) => 1 - chance), per(model.unsubscribing, (chance) => chance)],
  };
}

/**
 * Writes into `into`, for each state, the chance of what week `at` holds, up to a factor that no state changes. The first week of a customer is `length` long, every other one 1; `since` weeks
 * lie between the latest order and it.
 */
export function emit(
  model: InterestModel,
  emissions: Emissions,
  weeks: CustomerWeeks,
  at: number,
  length: number,
  since: number,
  level: number,
  into: Float64Array,
): void {
  const { states } = emissions;
  const due = weeks.due[at]!;
  const factor = length * model.afterOrder[since]!;
  if (length < 1)
    for (let state = 0; state < states; state++) into[state] = Math.exp(-emissions.orders[state]! * factor);
  else into.set(emissions.silent[since]!);
  if (due > 0) refillNothing(model, due, into);
  for (let order = 0; order < weeks.orders[at]!; order++) {
    for (let state = 0; state < states; state++)
      into[state]! *= emissions.orders[state]! * factor + model.refilling[state % moods]! * due;
  }
  if (level < 1) return;
  scale(into, emissions.visited[weeks.visits[at]!]!);
  // The table is for a whole week.
  if (length < 1) for (let s = 0; s < states; s++) into[s]! *= Math.exp(model.visits[s]! * (1 - length));
  if (level < 2 || weeks.mails[at] === 0) return;
  scale(into, emissions.mailed[weeks.mails[at]! * (mostMails + 1) + weeks.opened[at]!]!);
  scale(into, emissions.unsubscribed[weeks.unsubscribed[at]!]!);
}

export function scale(values: Float64Array, by: Float64Array): void {
  for (let state = 0; state < by.length; state++) values[state]! *= by[state]!;
}

/** Scales by the chance that none of the things that are due is bought. */
function refillNothing({ refilling }: InterestModel, due: number, values: Float64Array): void {
  const a = Math.exp(-refilling[0]! * due);
  const b = Math.exp(-refilling[1]! * due);
  const c = Math.exp(-refilling[2]! * due);
  const d = Math.exp(-refilling[3]! * due);
  for (let state = 0; state < values.length; state += 4) {
    values[state]! *= a;
    values[state + 1]! *= b;
    values[state + 2]! *= c;
    values[state + 3]! *= d;
  }
}

/** `belief` moved over to the next week, into `into`. Written out for four moods: it is done for every week of every customer. */
export function move(moves: Float64Array, belief: Float64Array, into: Float64Array): void {
  for (let kind = 0, at = 0; kind < belief.length; kind += 4, at += 16) {
    const a = belief[kind]!;
    const b = belief[kind + 1]!;
    const c = belief[kind + 2]!;
    const d = belief[kind + 3]!;
    into[kind] = a * moves[at]! + b * moves[at + 4]! + c * moves[at + 8]! + d * moves[at + 12]!;
    into[kind + 1] = a * moves[at + 1]! + b * moves[at + 5]! + c * moves[at + 9]! + d * moves[at + 13]!;
    into[kind + 2] = a * moves[at + 2]! + b * moves[at + 6]! + c * moves[at + 10]! + d * moves[at + 14]!;
    into[kind + 3] = a * moves[at + 3]! + b * moves[at + 7]! + c * moves[at + 11]! + d * moves[at + 15]!;
  }
}

/** Weeks since the latest order after a week that has `orders`; `latest` is as many as are told apart. */
export const weeksSince = (since: number, orders: number, latest: number): number =>
  orders > 0 ? 0 : Math.min(latest, since + 1);

/** Beliefs are made to sum to 1 every so many weeks: in between they do not outgrow a number. */
const weeksBetweenScaling = 8;

/** For each customer the logit of no order within the horizon, by who knows the weeks up to that level of evidence: the forward algorithm (Rabiner 1989). */
export function silenceLogits(model: InterestModel, weeks: CustomerWeeks, upTo: Evidence): Float64Array {
  const level = evidence.indexOf(upTo);
  const emissions = emissionsOf(model);
  const latest = model.afterOrder.length - 1;
  const ahead = model.horizonDays / 7;
  const result = new Float64Array(weeks.firstLength.length);
  let belief = new Float64Array(emissions.states);
  let next = new Float64Array(emissions.states);
  const chances = new Float64Array(emissions.states);
  const step = (turn: number) => {
    move(emissions.moves[turn]!, belief, next);
    [belief, next] = [next, belief];
  };
  for (let row = 0; row < result.length; row++) {
    const [from, to] = [weeks.offsets[row]!, weeks.offsets[row + 1]!];
    belief.set(model.start);
    let since = 0;
    let turn = 0;
    for (let at = from; at < to; at++) {
      if (at > from) step(turn);
      emit(model, emissions, weeks, at, at === from ? weeks.firstLength[row]! : 1, since, level, chances);
      scale(belief, chances);
      if ((at - from) % weeksBetweenScaling === 0) scaleToOne(belief);
      turn = level < 3 ? turnWithoutFeelings(at === from, weeks.orders[at]!) : weeks.turn[at]!;
      since = at === from ? 0 : weeksSince(since, weeks.orders[at]!, latest);
    }
    scaleToOne(belief);
    for (let week = 0; week < ahead; week++) {
      step(week === 0 ? turn : 0);
      const length = Math.min(1, ahead - week);
      const silent = emissions.silent[since]!;
      scale(belief, length === 1 ? silent : silent.map((chance) => chance ** length));
      const due = weeks.dueAhead[row * weeks.weeksAhead + week]! * length;
      if (due > 0) refillNothing(model, due, belief);
      since = weeksSince(since, 0, latest);
    }
    const silence = Math.min(1 - 1e-6, Math.max(1e-6, sumOf(belief)));
    result[row] = Math.log(silence / (1 - silence));
  }
  return result;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}

/** Scales values to a sum of 1; returns what it was. */
export function scaleToOne(values: Float64Array): number {
  const sum = sumOf(values);
  const factor = 1 / sum;
  for (let at = 0; at < values.length; at++) values[at]! *= factor;
  return sum;
}

const turnWithoutFeelings = (first: boolean, orders: number): number => {
  if (first) return firstOrderTurn;
  return orders > 0 ? orderTurn : 0;
};
