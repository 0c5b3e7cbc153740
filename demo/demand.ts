import { millisecondsPerDay } from '../config/index.ts';
import { season } from './calendar.ts';
import type { ShopOrder, ShopProduct } from './shop.ts';

/** Odds a day of an order because one thing is used up, and the days around that moment on which it counts. */
const refillOdds = 0.035;
const refillFrom = -4;
const refillUntil = 12;

/** For each product that is used up, the day on which it will be. Bought again, the later purchase counts. */
export type Cupboard = Map<number, number>;

export function stockUp(
  cupboard: Cupboard,
  products: readonly ShopProduct[],
  order: Pick<ShopOrder, 'day' | 'products' | 'quantities'>,
): void {
  order.products.forEach((product, line) => {
    const lasts = products[product]!.latent.lastsDays;
    if (lasts > 0) cupboard.set(product, order.day + lasts * Math.min(3, order.quantities[line]!));
  });
}

/** The products that are about to be used up or just were. */
export function runningOut(cupboard: Cupboard, day: number): number[] {
  const due: number[] = [];
  for (const [product, end] of cupboard) {
    if (day >= end + refillFrom && day <= end + refillUntil) due.push(product);
  }
  return due;
}

/** What multiplies a customer's own buying rate: the season, and that few order again in the week after an order. */
export function buyingExposure(time: number, chinese: boolean, daysSinceOrder: number): number {
  return season(time, chinese) * (1 - 0.75 * Math.exp(-daysSinceOrder / 6));
}

/** The odds of an order to fill up the cupboard, for a keen customer. */
export function refillDemand(cupboard: Cupboard, day: number): number {
  return refillOdds * runningOut(cupboard, day).length;
}

/** A customer's demand from the first order on, as if nothing were ordered from day `until` on. Index 0 is the day of the first order. */
export interface Demand {
  readonly exposure: Float64Array;
  readonly refill: Float64Array;
}

export function demandOf(
  orders: readonly ShopOrder[],
  products: readonly ShopProduct[],
  shop: { readonly start: number; readonly chinese: boolean },
  until: number,
  lastDay: number,
): Demand {
  const joined = orders[0]!.day;
  const exposure = new Float64Array(lastDay - joined);
  const refill = new Float64Array(lastDay - joined);
  const cupboard: Cupboard = new Map();
  let next = 0;
  let previous = joined;
  for (let day = joined; day < lastDay; day++) {
    exposure[day - joined] = buyingExposure(shop.start + day * millisecondsPerDay, shop.chinese, day - previous);
    refill[day - joined] = refillDemand(cupboard, day);
    const order = orders[next];
    if (order === undefined || order.day !== day || day >= until) continue;
    stockUp(cupboard, products, order);
    previous = day;
    next++;
  }
  return { exposure, refill };
}
