import { millisecondsPerDay } from '../../config/index.ts';
import { type ContactKind, contactKinds } from '../../warehouse/index.ts';
import { clearFeeling, dayOf } from '../contact-features.ts';
import type { History } from '../history.ts';
import type { Snapshot } from '../snapshot.ts';
import { expectedPurchases } from './expected-purchases.ts';

/** What may change a customer's interest in a week, the weightiest last. */
export const turns = ['none', 'order', 'good', 'first order', 'bad'] as const;
const [order, good, firstOrder, bad] = [1, 2, 3, 4] as const;
/** Orders or visits in a week, and newsletters, are counted up to here. */
export const mostInWeek = 7;
export const mostMails = 2;

/** Customers' weeks, counted back from the cutoff; a customer's first one begins with the first order, and is so long as it then is. Row i of `Snapshot` has the weeks offsets[i] to offsets[i + 1], the oldest first. */
export interface CustomerWeeks {
  readonly offsets: Int32Array;
  /** Per customer, in weeks: above 0, at most 1. */
  readonly firstLength: Float64Array;
  /** Per week: days with an order after the first one, days with a visit and no order, newsletters received, opened, and whether one was unsubscribed from. */
  readonly orders: Uint8Array;
  readonly visits: Uint8Array;
  readonly mails: Uint8Array;
  readonly opened: Uint8Array;
  readonly unsubscribed: Uint8Array;
  /** Index into `turns`. */
  readonly turn: Uint8Array;
  /** Things that are expected to be bought again: per week, and per customer and week ahead. */
  readonly due: Float64Array;
  readonly dueAhead: Float64Array;
  readonly weeksAhead: number;
}

const week = 7 * millisecondsPerDay;
const kindOf = (kind: ContactKind) => contactKinds.indexOf(kind);
const [visit, mail, opened, unsubscribed, felt, returned] = (
  ['visit', 'mail', 'opened', 'unsubscribed', 'felt', 'returned'] as const
).map(kindOf) as [number, number, number, number, number, number];

/** The weeks of the snapshot's customers; whatever is due is foretold for `weeksAhead` weeks too. */
export function customerWeeks(history: History, snapshot: Snapshot, weeksAhead: number): CustomerWeeks {
  const customers = snapshot.customer.length;
  const offsets = new Int32Array(customers + 1);
  const firstLength = new Float64Array(customers);
  for (let row = 0; row < customers; row++) {
    const age = (snapshot.cutoff - history.time[snapshot.start[row]!]!) / week;
    const count = Math.max(1, Math.ceil(age));
    offsets[row + 1] = offsets[row]! + count;
    firstLength[row] = age - (count - 1);
  }
  const column = () => new Uint8Array(offsets[customers]!);
  const due = expectedPurchases(history.purchases, snapshot, offsets, weeksAhead);
  const weeks = {
    offsets,
    firstLength,
    orders: column(),
    visits: column(),
    mails: column(),
    opened: column(),
    unsubscribed: column(),
    turn: column(),
    due: due.past,
    dueAhead: due.ahead,
    weeksAhead,
  };
  for (let row = 0; row < customers; row++) writeWeeks(weeks, history, snapshot, row);
  return weeks;
}

function writeWeeks(weeks: CustomerWeeks, history: History, { cutoff, customer, start, end }: Snapshot, row: number) {
  const { contacts } = history;
  const [first, last] = [weeks.offsets[row]!, weeks.offsets[row + 1]! - 1];
  const begins = history.time[start[row]!]!;
  const weekOf = (time: number) => Math.max(first, last - Math.floor((cutoff - time - 1) / week));
  const count = (column: Uint8Array, at: number, most: number) => {
    if (column[at]! < most) column[at]!++;
  };
  const turned = (at: number, turn: number) => {
    if (weeks.turn[at]! < turn) weeks.turn[at] = turn;
  };
  const orderDays = new Set([dayOf(begins)]);
  turned(first, firstOrder);
  for (let at = start[row]! + 1; at < end[row]!; at++) {
    const time = history.time[at]!;
    if (orderDays.has(dayOf(time))) continue;
    orderDays.add(dayOf(time));
    count(weeks.orders, weekOf(time), mostInWeek);
    turned(weekOf(time), order);
  }
  for (let at = contacts.offsets[customer[row]!]!; at < contacts.offsets[customer[row]! + 1]!; at++) {
    const time = contacts.time[at]!;
    if (time < begins) continue;
    if (time >= cutoff) break;
    const [kind, amount, in_] = [contacts.kind[at]!, contacts.amount[at]!, weekOf(time)];
    if (kind === visit && !orderDays.has(dayOf(time))) count(weeks.visits, in_, mostInWeek);
    else if (kind === mail) count(weeks.mails, in_, mostMails);
    else if (kind === opened) count(weeks.opened, in_, mostMails);
    else if (kind === unsubscribed) weeks.unsubscribed[in_] = 1;
    else if (kind === returned || (kind === felt && amount < -clearFeeling)) turned(in_, bad);
    else if (kind === felt && amount > clearFeeling) turned(in_, good);
  }
  // What was opened was received, if perhaps in another week.
  for (let at = first; at <= last; at++) weeks.mails[at] = Math.max(weeks.mails[at]!, weeks.opened[at]!);
}
