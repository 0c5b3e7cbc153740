import { millisecondsPerDay } from '../config/index.ts';
import { isNewsletterDay } from './calendar.ts';
import { type Belief, impactsFor, massOf, spreadImpact, spreadOvernight } from './chain.ts';
import { type Demand, demandOf } from './demand.ts';
import {
  buyingShare,
  clicking,
  clickOdds,
  openingShare,
  overnightMoves,
  refillShare,
  seen,
  stateCount,
  unsubscribing,
} from './interest.ts';
import type { Shop, ShopCustomer, ShopOrder } from './shop.ts';
import type { Temperament } from './temperament.ts';

/** What lies ahead of one customer at a cutoff, apart from interest and temperament: all of it is known from the files. */
export interface Outlook {
  readonly start: number;
  readonly cutoffDay: number;
  readonly horizonDays: number;
  /** Index 0 is the day of the first order. */
  readonly joinedDay: number;
  readonly demand: Demand;
  readonly subscribed: boolean;
  /** Orders whose experience is still to come; whether it is the customer's first. */
  readonly pending: readonly { readonly order: ShopOrder; readonly isFirst: boolean }[];
}

export function outlookOf(shop: Shop, customer: ShopCustomer, cutoffDay: number, horizonDays: number): Outlook {
  const { orders, activity, joinedDay } = customer.latent;
  const { start, products } = shop;
  const mailed = activity.subarray(0, cutoffDay);
  return {
    start,
    cutoffDay,
    horizonDays,
    joinedDay,
    demand: demandOf(orders, products, { start, chinese: customer.chinese }, cutoffDay, cutoffDay + horizonDays),
    subscribed: everAgreed(customer) && !mailed.some((bits) => (bits & seen.unsubscribed) > 0),
    pending: orders
      .filter((order) => order.day < cutoffDay && order.experienceDay >= cutoffDay)
      .map((order) => ({ order, isFirst: order === orders[0] })),
  };
}

/** Whether the customer ever agreed: today's answer is yes, or was taken back by unsubscribing. */
function everAgreed(customer: ShopCustomer): boolean {
  return customer.emailConsent === true || customer.latent.activity.some((bits) => (bits & seen.unsubscribed) > 0);
}

/**
 * The chance of no order from the cutoff to the end of each day of the horizon, given what is believed about the customer's interest at the
 * cutoff's first moment: element k is after k days, element 0 is 1. Exact: until the next order interest is a Markov chain with known moves,
 * so its four probabilities (for those who get the newsletter and those who do not) are carried forward day by day, each time keeping the part
 * that does not order.
 */
export function noOrderCurve(
  outlook: Outlook,
  belief: ArrayLike<number>,
  temperament: Temperament,
  chancesOf: (order: ShopOrder) => ArrayLike<number>,
): Float64Array {
  const { start, cutoffDay, horizonDays, joinedDay, demand } = outlook;
  const moves = overnightMoves(temperament);
  const groups: Belief = new Float64Array(2 * stateCount);
  groups.set(Array.from(belief), outlook.subscribed ? 0 : stateCount);
  const curve = new Float64Array(horizonDays + 1);
  curve[0] = 1;
  for (let ahead = 0; ahead < horizonDays; ahead++) {
    const day = cutoffDay + ahead;
    for (const { order, isFirst } of outlook.pending) {
      if (order.experienceDay !== day) continue;
      const impacts = impactsFor(isFirst, temperament);
      for (const at of [0, stateCount]) spreadImpact(groups, at, chancesOf(order), impacts);
    }
    const own = temperament.buying * demand.exposure[day - joinedDay]!;
    const refill = demand.refill[day - joinedDay]!;
    const newsletter = isNewsletterDay(start + day * millisecondsPerDay);
    for (let state = 0; state < stateCount; state++) {
      const odds = own * buyingShare[state]! + refill * refillShare[state]!;
      const unmailed = 1 / (1 + odds);
      groups[stateCount + state]! *= unmailed;
      if (!newsletter) {
        groups[state]! *= unmailed;
        continue;
      }
      const clicks = temperament.opening * openingShare[state]! * clicking;
      const left = groups[state]! * ((1 - clicks) * unmailed + clicks / (1 + odds + clickOdds * buyingShare[state]!));
      groups[state] = left * (1 - unsubscribing[state]!);
      groups[stateCount + state]! += left * unsubscribing[state]!;
    }
    for (const at of [0, stateCount]) spreadOvernight(groups, at, moves);
    curve[ahead + 1] = massOf(groups, 0) + massOf(groups, stateCount);
  }
  return curve;
}
