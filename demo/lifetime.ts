import { millisecondsPerDay, type Random } from '../config/index.ts';
import type { Channel } from '../warehouse/index.ts';
import { writeAftermath } from './aftermath.ts';
import { fillBasket, type Memory } from './basket.ts';
import { isNewsletterDay } from './calendar.ts';
import { buyingExposure, refillDemand, stockUp } from './demand.ts';
import { between, streamOf, weightedIndex } from './draws.ts';
import { daysUntilExperience, drawSignDay, experienceChances, experiences } from './experience.ts';
import * as interest from './interest.ts';
import type { CustomerIdentity, ShopCustomer, ShopEvent, ShopOrder, ShopProduct } from './shop.ts';
import { drawTasteWeights } from './taste.ts';
import { drawTemperament, type Temperament } from './temperament.ts';
import { secondOfDay, type Visitor, visitWithoutOrder, writeOrder } from './visits.ts';

/** What is the same for all customers of a shop. */
export interface ShopFrame {
  readonly seed: number;
  readonly start: number;
  readonly days: number;
  readonly products: readonly ShopProduct[];
  readonly priceLevels: Float64Array;
  /** Per day, how many join relative to other days. */
  readonly joining: { readonly chinese: Float64Array; readonly others: Float64Array };
}

const signUpOnlyShare = 0.03;
const { keen, quiet, disappointed, gone, seen } = interest;

/**
 * Lives one customer's days in the shop, one after the other: the experience of an earlier order, the newsletter, an order or a visit,
 * and overnight a change of interest. `posterior.ts` reads the same steps backwards; they must stay alike.
 */
export function liveThrough(
  frame: ShopFrame,
  person: CustomerIdentity,
  customer: number,
): { customer: ShopCustomer; events: ShopEvent[] } {
  const { seed, start, days, products } = frame;
  const life = streamOf(seed, 3, customer);
  const shopping = streamOf(seed, 4, customer);
  const words = streamOf(seed, 5, customer);
  const temperament = drawTemperament(life);
  const signedUpOnly = life() < signUpOnlyShare;
  const joinedDay = weightedIndex(person.chinese ? frame.joining.chinese : frame.joining.others, life);
  const consent = life() < 0.74 ? true : life() < 0.6 ? false : null;
  const channelOf = channelHabit(person, life);
  const taste = drawTasteWeights(products, frame.priceLevels, shopping);
  const memory: Memory = { owned: new Set(), inMind: new Map(), cupboard: new Map() };
  const events: ShopEvent[] = [];
  const visitor: Visitor = { customer, utcOffset: person.utcOffset, taste, memory, products, events, random: words };

  const moves = interest.overnightMoves(temperament);
  const states = new Uint8Array(days + 1).fill(gone);
  const activity = new Uint8Array(days);
  const orders: ShopOrder[] = [];
  let state: number = signedUpOnly ? gone : keen;
  let subscribed = consent === true;
  let consentTime =
    consent === null ? undefined : start + joinedDay * millisecondsPerDay + secondOfDay(visitor, 'web') * 1000;

  for (let day = joinedDay; day < days; day++) {
    states[day] = state;
    const dayStart = start + day * millisecondsPerDay;
    for (const order of orders) {
      if (order.experienceDay === day) state = afterExperience(state, order, order === orders[0], temperament, life);
    }
    let from = 0;
    if (subscribed && day > joinedDay && isNewsletterDay(dayStart)) {
      const mailed = receiveNewsletter(visitor, dayStart, state, temperament, life);
      activity[day] = mailed.seen;
      from = mailed.until;
      if (mailed.seen & seen.unsubscribed) {
        subscribed = false;
        consentTime = dayStart + mailed.until * 1000;
      }
    }
    const clicked = (activity[day]! & seen.clicked) > 0;
    const sinceOrder = day - (orders.at(-1)?.day ?? joinedDay);
    const odds =
      (temperament.buying * buyingExposure(dayStart, person.chinese, sinceOrder) + (clicked ? interest.clickOdds : 0)) *
        interest.buyingShare[state]! +
      refillDemand(memory.cupboard, day) * interest.refillShare[state]!;
    const first = day === joinedDay && !signedUpOnly;
    if (first || (day > joinedDay && life() < interest.chanceOf(odds))) {
      const channel = channelOf(clicked);
      const basket = fillBasket(products, taste, memory, day, shopping);
      const order = drawExperience(frame, { ...basket, day, channel, orderId: orderIdOf(dayStart, customer) }, life);
      const unitPrices = writeOrder(visitor, order, dayStart, { from, coupon: clicked && shopping() < 0.35 });
      stockUp(memory.cupboard, products, order);
      for (const product of order.products) {
        memory.owned.add(product);
        memory.inMind.delete(product);
      }
      writeAftermath(visitor, order, unitPrices, { chinese: person.chinese, start }, words);
      orders.push(order);
      activity[day] = activity[day]! | seen.ordered;
      if (state === quiet) state = keen;
    } else if (
      day > joinedDay &&
      (clicked || life() < interest.chanceOf(temperament.looking * interest.lookingShare[state]!))
    ) {
      visitWithoutOrder(visitor, dayStart, day, channelOf(clicked), from);
      activity[day] = activity[day]! | seen.looked;
    }
    state = overnight(state, moves, life);
  }
  states[days] = state;
  const emailConsent = consent === true ? subscribed : consent;
  return {
    customer: {
      ...person,
      emailConsent,
      consentTime,
      latent: { temperament, joinedDay, states, activity, orders, taste },
    },
    events: events.filter((event) => event.time < start + days * millisecondsPerDay),
  };
}

/** Which channel the next visit or order takes. Whoever comes from a newsletter is on the web. */
function channelHabit(person: CustomerIdentity, random: Random): (clicked: boolean) => Channel {
  const near = person.timeZone === 'Europe/London';
  const store = near ? (random() < 0.3 ? 0.6 : 0.06) : 0;
  const app = random() < 0.35 ? 0.7 : 0.1;
  return (clicked) => {
    if (clicked) return 'web';
    if (random() < store) return 'store';
    return random() < app ? 'app' : 'web';
  };
}

/** One order a day and customer, so that both together are a number of its own. */
function orderIdOf(dayStart: number, customer: number): string {
  return `O${new Date(dayStart).toISOString().slice(2, 10).replaceAll('-', '')}-${String(customer + 1).padStart(5, '0')}`;
}

/** Newsletter, perhaps opened, clicked, and the last one wanted. The answer says from which second of the day on the customer may do something else. */
function receiveNewsletter(visitor: Visitor, dayStart: number, state: number, temperament: Temperament, life: Random) {
  const { customer, events, random } = visitor;
  const opens = life() < temperament.opening * interest.openingShare[state]!;
  const clicks = opens && life() < interest.clicking;
  const unsubscribes = life() < interest.unsubscribing[state]!;
  const row = { customer, channel: 'email' as const };
  let second = 8 * 3600 + between(0, 1799, random);
  let bits: number = seen.mailed;
  events.push({ ...row, time: dayStart + second * 1000, type: 'email_sent' });
  if (opens) {
    second += between(120, 30_000, random);
    bits |= seen.opened;
    events.push({ ...row, time: dayStart + second * 1000, type: 'email_opened' });
  }
  if (clicks) {
    second += between(10, 200, random);
    bits |= seen.clicked;
    events.push({ ...row, time: dayStart + second * 1000, type: 'email_clicked' });
  }
  if (unsubscribes) {
    second += between(20, 3000, random);
    bits |= seen.unsubscribed;
    events.push({ ...row, time: dayStart + second * 1000, type: 'unsubscribed' });
  }
  // An order's rows begin with what led to it, half an hour before at most.
  return { seen: bits, until: second + (clicks ? 1900 : 1) };
}

function drawExperience(
  frame: ShopFrame,
  order: Pick<ShopOrder, 'orderId' | 'day' | 'channel' | 'products' | 'quantities'>,
  life: Random,
): ShopOrder {
  const bought = order.products.map((product) => frame.products[product]!);
  const time = frame.start + order.day * millisecondsPerDay;
  const chances = experienceChances(bought, order.quantities, order.channel, time);
  const experience = experiences[weightedIndex(chances, life)]!;
  const experienceDay = order.day + daysUntilExperience(order.channel);
  return {
    ...order,
    chances,
    experience,
    experienceDay,
    reviewDay: drawSignDay('review', experience, experienceDay, life),
    supportDay: drawSignDay('support', experience, experienceDay, life),
    refundDay: drawSignDay('refund', experience, experienceDay, life),
  };
}

function afterExperience(
  state: number,
  order: ShopOrder,
  isFirst: boolean,
  temperament: Temperament,
  life: Random,
): number {
  const impact = interest.impactOf(order.experience, isFirst, temperament);
  const [leaves, turns, warms] = [life(), life(), life()];
  if (state === gone || leaves < impact.toGone) return gone;
  if (turns < impact.toDisappointed) return disappointed;
  if (state !== keen && warms < impact.toKeen) return keen;
  return state;
}

function overnight(state: number, moves: interest.Overnight, life: Random): number {
  const draw = life();
  switch (state) {
    case keen:
      return draw < moves.keenToGone ? gone : draw < moves.keenToGone + moves.keenToQuiet ? quiet : keen;
    case quiet:
      return draw < moves.quietToGone ? gone : draw < moves.quietToGone + moves.quietToKeen ? keen : quiet;
    case disappointed:
      return draw < moves.disappointedToGone
        ? gone
        : draw < moves.disappointedToGone + moves.disappointedToQuiet
          ? quiet
          : disappointed;
    default:
      return gone;
  }
}
