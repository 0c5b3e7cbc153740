import { type CustomerWeeks, mostInWeek, mostMails } from './customer-weeks.ts';

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
  into: Float64Array,
): void {
  emitOrders(model, emissions, weeks, at, length, since, into);
  emitVisits(model, emissions, weeks, at, length, into);
  if (weeks.mails[at]! > 0) emitMails(emissions, weeks, at, into);
}

/** The same of the week's orders alone. */
export function emitOrders(
  model: InterestModel,
  emissions: Emissions,
  weeks: CustomerWeeks,
  at: number,
  length: number,
  since: number,
  into: Float64Array,
): void {
  const { states } = emissions;
  const due = weeks.due[at]!;
  const factor = length * model.afterOrder[since]!;
  if (length < 1)
    for (let state = 0; state < states; state++) into[state] = Math.exp(-emissions.orders[state]! * factor);
  else into.set(emissions.silent[since]!);
  if (due > 0) scaleByMood(into, noRefills(model, due));
  for (let order = 0; order < weeks.orders[at]!; order++) {
    for (let state = 0; state < states; state++)
      into[state]! *= emissions.orders[state]! * factor + model.refilling[state % moods]! * due;
  }
}

/** Scales by the chance of the week's visits. */
export function emitVisits(
  model: InterestModel,
  emissions: Emissions,
  weeks: CustomerWeeks,
  at: number,
  length: number,
  into: Float64Array,
): void {
  scale(into, emissions.visited[weeks.visits[at]!]!);
  // The table is for a whole week.
  if (length < 1) for (let s = 0; s < emissions.states; s++) into[s]! *= Math.exp(model.visits[s]! * (1 - length));
}

/** Scales by the chance of what became of the week's newsletters; there must be one. */
export function emitMails(emissions: Emissions, weeks: CustomerWeeks, at: number, into: Float64Array): void {
  scale(into, emissions.mailed[weeks.mails[at]! * (mostMails + 1) + weeks.opened[at]!]!);
  scale(into, emissions.unsubscribed[weeks.unsubscribed[at]!]!);
}

export function scale(values: Float64Array, by: Float64Array): void {
  for (let state = 0; state < by.length; state++) values[state]! *= by[state]!;
}

/** By mood the chance that none of the things that are due is bought. */
export function noRefills({ refilling }: InterestModel, due: number): readonly [number, number, number, number] {
  return [
    Math.exp(-refilling[0]! * due),
    Math.exp(-refilling[1]! * due),
    Math.exp(-refilling[2]! * due),
    Math.exp(-refilling[3]! * due),
  ];
}

export function scaleByMood(values: Float64Array, by: readonly [number, number, number, number]): void {
  const [a, b, c, d] = by;
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

export function sumOf(values: Float64Array): number {
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
