import { millisecondsPerDay, type Random } from '../config/index.ts';
import type { Channel } from '../warehouse/index.ts';
import { type Basket, chooseByTaste, type Memory } from './basket.ts';
import { priceLevel } from './calendar.ts';
import { between, weightedIndex } from './draws.ts';
import type { ShopEvent, ShopProduct } from './shop.ts';

/** What one customer's rows are written from. */
export interface Visitor {
  readonly customer: number;
  readonly utcOffset: number;
  readonly taste: Float64Array;
  readonly memory: Memory;
  readonly products: readonly ShopProduct[];
  readonly events: ShopEvent[];
  /** For the times of the day and what is looked at; never for what decides about orders and leaving. */
  readonly random: Random;
}

/** How busy each hour of the customer's own day is, from midnight. */
const hours = [1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 5, 6, 7, 9, 10, 9, 6, 3];

/** A second of the UTC day, at an hour at which the customer is awake, between `from` and the last quarter of an hour of the day. */
export function secondOfDay(visitor: Visitor, channel: Channel, from = 0): number {
  const { random } = visitor;
  const hour =
    channel === 'store' ? between(9, 18, random) : (weightedIndex(hours, random) - visitor.utcOffset + 24) % 24;
  return Math.min(85_500, Math.max(from, hour * 3600 + between(0, 3599, random)));
}

/** A visit without an order: in the shop, or on the site or app with a few products looked at and sometimes put into the basket. */
export function visitWithoutOrder(
  visitor: Visitor,
  dayStart: number,
  day: number,
  channel: Channel,
  from: number,
): void {
  const { random, memory, events, customer } = visitor;
  let time = dayStart + secondOfDay(visitor, channel, from) * 1000;
  if (channel === 'store') {
    events.push({ customer, time, type: 'store_visited', channel });
    return;
  }
  for (let left = between(1, 4, random); left > 0; left--) {
    const product = chooseByTaste(visitor.products, visitor.taste, memory, day, undefined, random);
    events.push({ customer, time, type: 'product_viewed', channel, product });
    memory.inMind.set(product, day);
    if (random() < 0.12) {
      time += between(5, 40, random) * 1000;
      events.push({ customer, time, type: 'product_added', channel, product, quantity: 1 });
    }
    time += between(10, 150, random) * 1000;
  }
}

/** The rows of an order: what led to it, a coupon if one was used, and a line a product. Returns what each line's piece cost. */
export function writeOrder(
  visitor: Visitor,
  order: Basket & { readonly orderId: string; readonly channel: Channel; readonly day: number },
  dayStart: number,
  moment: { readonly from: number; readonly coupon: boolean },
): number[] {
  const { random, events, customer, products } = visitor;
  const { orderId, channel } = order;
  let time = dayStart + secondOfDay(visitor, channel, Math.max(1800, moment.from)) * 1000;
  if (channel === 'store')
    events.push({ customer, time: time - between(300, 1500, random) * 1000, type: 'store_visited', channel });
  else {
    let before = time - between(60, 180, random) * 1000;
    for (const product of [...order.products].reverse()) {
      if (random() < 0.4) continue;
      if (random() < 0.8) events.push({ customer, time: before, type: 'product_added', channel, product, quantity: 1 });
      before -= between(15, 90, random) * 1000;
      events.push({ customer, time: before, type: 'product_viewed', channel, product });
    }
  }
  if (moment.coupon) events.push({ customer, time, type: 'coupon_redeemed', channel, orderId, text: 'NEWS10' });
  time += 1000;
  const level = priceLevel(dayStart) * (moment.coupon ? 0.9 : 1);
  return order.products.map((product, line) => {
    const unitPrice = Math.round(products[product]!.price * level * 100) / 100;
    const quantity = order.quantities[line]!;
    events.push({ customer, time, type: 'order_completed', channel, orderId, product, quantity, unitPrice });
    return unitPrice;
  });
}

/** The moment at which a row of a later day is written. */
export function momentOn(visitor: Visitor, start: number, day: number): number {
  return start + day * millisecondsPerDay + secondOfDay(visitor, 'web') * 1000;
}
