import { millisecondsPerDay } from '../../config/index.ts';
import { type History, historyBefore, profileOf } from '../history.ts';
import { best } from '../top.ts';
import { habitsOf, halfLives } from './habits.ts';
import { fitLogistic, type Logistic, logisticLogits, sigmoid } from './logistic.ts';
import { orderChances } from './order-chance.ts';

/** Lists of what each took before, by baskets halved every 120 days: they need no model, so that any day can be asked. */
const listLength = 20;
const halfLife = halfLives.indexOf(120);
/** The newest lists are followed for so much of the horizon. */
const newestShare = 2 / 3;
/**
 * So much of what the two signs say is believed. On Online Retail before 2011-09-10, at 43 moments and four horizons, the level was missed by .086 in log-odds on the root mean square without them,
 * .055 with half of both, .062 with half of the first alone.
 */
const believed = 0.5;
/** Fewer places that came true are chance. */
const fewestHits = 100;
const penalty = 3;

/** One customer's list at a moment, who ordered after it. */
interface Followed {
  readonly orders: number;
  readonly places: number;
  /** Places whose product was taken again. */
  readonly hits: number;
}

/**
 * By how much, in log-odds, more of what customers took before will be taken again than after the moment `from`, a horizon ago. Two signs are seen before it happens: those who order now have
 * ordered more often by now than those of then, and of such customers more comes true; and the newest lists may have come true more often, within what has passed since, than those of then within as many days.
 */
export function repeatShift(now: History, from: History, order: Logistic): number {
  const horizonDays = (now.asOf - from.asOf) / millisecondsPerDay;
  const days = Math.round(newestShare * horizonDays);
  const then = followed(now, from, horizonDays);
  const newest = followed(now, historyBefore(now, now.asOf - days * millisecondsPerDay), days);
  const thenSoon = followed(now, from, days);
  if ([then, newest, thenSoon].some((lists) => sum(lists, 'hits') < fewestHits)) return 0;
  return believed * (moreOrders(now, then, order) + logit(share(newest)) - logit(share(thenSoon)));
}

/** What the customers of then make the share of hits depend on is their number of orders; the same for those who are likely to order now, less that of then. */
function moreOrders(now: History, then: readonly Followed[], order: Logistic): number {
  const places = then.flatMap(({ orders, places, hits }) =>
    Array.from({ length: places }, (_, place) => ({ orders, hit: place < hits })),
  );
  const model = fitLogistic(
    [Float32Array.from(places, ({ orders }) => Math.log(orders))],
    Uint8Array.from(places, ({ hit }) => Number(hit)),
    penalty,
  );
  const chances = (orders: readonly number[]) =>
    logisticLogits(model, [Float32Array.from(orders, Math.log)]).map(sigmoid);
  const profiles = customersOf(now).map((c) => profileOf(now, c));
  const weights = orderChances(order, profiles).map(
    (chance, row) => chance * Math.min(listLength, new Set(profiles[row]!.item).size),
  );
  const ofNow = weightedMean(chances(profiles.map(({ basket }) => basket.at(-1)! + 1)), weights);
  const ofThen = weightedMean(
    chances(then.map(({ orders }) => orders)),
    then.map(({ places }) => places),
  );
  return logit(ofNow) - logit(ofThen);
}

/** The lists of the customers at the earlier moment who ordered within the days after it. */
function followed(now: History, earlier: History, days: number): Followed[] {
  const until = earlier.asOf + days * millisecondsPerDay;
  return customersOf(earlier).flatMap((c) => {
    const taken = new Set<number>();
    for (let row = now.start[c]! + earlier.start[c + 1]! - earlier.start[c]!; row < now.start[c + 1]!; row++) {
      if (now.time[row]! < until) taken.add(now.item[row]!);
    }
    if (taken.size === 0) return [];
    const profile = profileOf(earlier, c);
    const habits = [...habitsOf(profile)];
    const list = best(
      habits.map(([, { decayed }]) => decayed[halfLife]!),
      listLength,
    );
    const hits = list.filter((place) => taken.has(habits[place]![0])).length;
    return [{ orders: profile.basket.at(-1)! + 1, places: list.length, hits }];
  });
}

/** Customers who took anything. */
function customersOf({ start }: History): number[] {
  return [...start.keys()].filter((c) => start[c + 1]! > start[c]!);
}

/** Of the places the share that came true, kept away from 0 and 1. */
function share(lists: readonly Followed[]): number {
  return (sum(lists, 'hits') + 0.5) / (sum(lists, 'places') + 1);
}

function sum(lists: readonly Followed[], of: 'hits' | 'places'): number {
  return lists.reduce((total, list) => total + list[of], 0);
}

function weightedMean(values: Float64Array, weights: ArrayLike<number>): number {
  let [total, weighed] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    total += weights[row]! * values[row]!;
    weighed += weights[row]!;
  }
  return total / weighed;
}

function logit(chance: number): number {
  return Math.log(chance / (1 - chance));
}
