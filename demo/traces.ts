import { experiences, type Sign, signLikelihood } from './experience.ts';
import type { Outlook } from './forecast.ts';
import type { ShopCustomer, ShopOrder } from './shop.ts';

/** What can be read from the files about one customer before a cutoff. Index 0 is the day of the first order. */
export interface Traces {
  /** Days from the first order to the cutoff. */
  readonly days: number;
  readonly exposure: Float64Array;
  readonly refill: Float64Array;
  /** Bits of `seen`. */
  readonly activity: Uint8Array;
  /** Per day, the orders that are experienced on it; undefined on most days. */
  readonly experiences: readonly ({ readonly chances: Float64Array; readonly isFirst: boolean }[] | undefined)[];
}

export function tracesOf(customer: ShopCustomer, outlook: Outlook): Traces {
  const { cutoffDay, joinedDay, demand } = outlook;
  const days = cutoffDay - joinedDay;
  const experienced: ({ chances: Float64Array; isFirst: boolean }[] | undefined)[] = new Array(days).fill(undefined);
  for (const order of customer.latent.orders) {
    const at = order.experienceDay - joinedDay;
    if (order.day >= cutoffDay || at >= days) continue;
    const entry = { chances: experienceGiven(order, cutoffDay), isFirst: order === customer.latent.orders[0] };
    experienced[at] = [...(experienced[at] ?? []), entry];
  }
  const activity = customer.latent.activity.subarray(joinedDay, cutoffDay);
  return { days, exposure: demand.exposure, refill: demand.refill, activity, experiences: experienced };
}

/** The chance of each experience of an order given what it was and what showed of it before the cutoff: a reader of reviews and messages understands them without mistake. */
export function experienceGiven(order: ShopOrder, beforeDay: number): Float64Array {
  const signs: readonly [Sign, number | undefined][] = [
    ['review', order.reviewDay],
    ['support', order.supportDay],
    ['refund', order.refundDay],
  ];
  const spoke = signs.some(([, day]) => day !== undefined && day < beforeDay);
  const weights = order.chances.map((chance, index) => {
    const experience = experiences[index]!;
    if (spoke && experience !== order.experience) return 0;
    return signs.reduce(
      (product, [sign, day]) => product * signLikelihood(sign, experience, order.experienceDay, day, beforeDay),
      chance,
    );
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
