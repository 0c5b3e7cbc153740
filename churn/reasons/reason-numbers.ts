import { millisecondsPerDay } from '../../config/index.ts';
import { type ContactKind, contactKinds } from '../../warehouse/index.ts';
import { dayOf } from '../contact-features.ts';
import { dueAgain, dueWindows } from '../due-again.ts';
import type { History } from '../history.ts';
import { type Snapshot, selectCustomers } from '../snapshot.ts';
import { basketBefore } from '../taste/taste-model.ts';
import type { NumbersOf } from './reason.ts';

/** The numbers of each reason, from the orders and contacts of the snapshot's row. */
export function reasonNumbers(orders: History, snapshot: Snapshot, row: number): NumbersOf {
  const { cutoff } = snapshot;
  const start = snapshot.start[row]!;
  const end = snapshot.end[row]!;
  const contacts = contactsOf(orders, snapshot, row);
  const times = orders.time.subarray(start, end);
  const count = end - start;
  const daysSince = (time: number) => (cutoff - time) / millisecondsPerDay;
  const mean = (column: Float64Array | Int32Array) => {
    let sum = 0;
    for (let row = start; row < end; row++) sum += column[row]!;
    return sum / count;
  };
  const last = new Date(times.at(-1)!);
  const orderDays = new Set(Array.from(times, dayOf));
  const sinceLast = (found: readonly Contact[]) => (found.length > 0 ? daysSince(found.at(-1)!.time) : null);
  const visits = contacts('visit').filter(({ time }) => !orderDays.has(dayOf(time)));
  const byCustomer = contactKinds
    .filter((kind) => kind !== 'mail')
    .flatMap(contacts)
    .sort((a, b) => a.time - b.time);
  const mails = contacts('mail').slice(-mostMails);
  const felt = contacts('felt');
  return {
    silence: () => ({
      kind: 'silence',
      days_since_last_order: daysSince(times.at(-1)!),
      usual_days: averageGap(times),
    }),
    rhythm: () => ({ kind: 'rhythm', usual_days: averageGap(times) }),
    history: () => ({ kind: 'history', orders: count }),
    tenure: () => ({ kind: 'tenure', days_since_first_order: daysSince(times[0]!) }),
    spend: () => ({
      kind: 'spend',
      average_order_value: mean(orders.value),
      last_order_value: orders.value[end - 1]!,
    }),
    basket: () => ({ kind: 'basket', lines_per_order: mean(orders.lines), pieces_per_order: mean(orders.quantity) }),
    calendar: () => ({ kind: 'calendar', weekday: last.getUTCDay(), month: last.getUTCMonth() + 1 }),
    visits: () => ({
      kind: 'visits',
      visits_in_90_days: visits.filter(({ time }) => daysSince(time) <= 90).length,
      days_since_last_visit: sinceLast(visits),
      days_since_last_contact: sinceLast(byCustomer),
    }),
    mails: () => ({
      kind: 'mails',
      mails: mails.length,
      opened: mails.length > 0 ? contacts('opened').filter(({ time }) => time >= mails[0]!.time).length : 0,
      unsubscribed: contacts('unsubscribed').length > 0,
    }),
    coupons: () => ({ kind: 'coupons', coupons: contacts('coupon').length }),
    returns: () => ({
      kind: 'returns',
      returns: contacts('returned').length,
      days_since_last_return: sinceLast(contacts('returned')),
    }),
    due: () => ({
      kind: 'due',
      products_due_in_90_days: dueAgain(orders.purchases, selectCustomers(snapshot, [row]))[dueWindows.indexOf(90)]!,
    }),
    taste: () => ({
      kind: 'taste',
      different_products: basketBefore(orders.purchases, snapshot.customer[row]!, cutoff).product.length,
    }),
    feeling: () => ({ kind: 'feeling', last_feeling: felt.at(-1)?.amount ?? null, days_since: sinceLast(felt) }),
  };
}

const mostMails = 10;

interface Contact {
  readonly time: number;
  readonly amount: number;
}

/** The customer's contacts of a kind before the cutoff, oldest first. */
function contactsOf({ contacts }: History, { cutoff, customer }: Snapshot, row: number) {
  const { offsets, time, kind, amount } = contacts;
  const rows: number[] = [];
  for (let at = offsets[customer[row]!]!; at < offsets[customer[row]! + 1]! && time[at]! < cutoff; at++) rows.push(at);
  return (name: ContactKind): readonly Contact[] => {
    const wanted = contactKinds.indexOf(name);
    return rows.filter((at) => kind[at] === wanted).map((at) => ({ time: time[at]!, amount: amount[at]! }));
  };
}

/** Mean days from one day with an order to the next, null with one such day: an order that a shop's files split in two is one visit. */
export function averageGap(times: Float64Array): number | null {
  const days = new Set(Array.from(times, (time) => Math.floor(time / millisecondsPerDay)));
  const span = (times.at(-1)! - times[0]!) / millisecondsPerDay;
  return days.size > 1 ? span / (days.size - 1) : null;
}
