import { millisecondsPerDay } from '../config/index.ts';
import { type ContactKind, contactKinds } from '../warehouse/index.ts';
import type { History } from './history.ts';
import type { Snapshot } from './snapshot.ts';

/** Windows before the cutoff in which days with a visit are counted, and newsletters, in days. */
const visitWindows = [7, 14, 30, 60, 90, 180] as const;
const mailWindows = [30, 60, 90, 180] as const;

/**
 * What is known of a customer from everything but the orders, in the order of the columns. All are 0 for customers, and so for shops, without such contacts: what was never read costs
 * nothing. Counts and amounts are log(1 + x). “Recentness” is log(1 + days as a customer) − log(1 + days since), 0 for never.
 */
export const contactFeatureNames = [
  'visits',
  'visits a year',
  'visits since the last order',
  'visit recentness',
  ...visitWindows.map((days) => `visits in ${days} days` as const),
  'baskets',
  'basket recentness',
  'heard of since the last order',
  'contact overdue',
  'mailed',
  'mails',
  'mails opened',
  'share of mails opened',
  'mails clicked',
  'mail opened recentness',
  'mails unopened in a row',
  'unopened against habit',
  ...mailWindows.map((days) => `mails opened in ${days} days` as const),
  ...mailWindows.map((days) => `change of opening in ${days} days` as const),
  'unsubscribed',
  'coupons',
  'return recentness',
  'returned since the last order',
  'reviews',
  'messages',
  'message recentness',
  'mean feeling',
  'last feeling',
  'bad feelings',
  'good feelings',
  'bad feeling since the last order',
  'good feeling since the last order',
  'bad feeling recentness',
] as const;

const kindOf = (kind: ContactKind) => contactKinds.indexOf(kind);
const [visit, basket, mail, opened, clicked, unsubscribed, coupon, returned, review, message, felt] = contactKinds.map(
  kindOf,
) as [number, number, number, number, number, number, number, number, number, number, number];
/** Kinds that show interest, and are no answer to an order: neither what the shop sends nor what comes back to it. */
const showsInterest = contactKinds.map((_, kind) => kind !== mail && kind !== returned);
/** A feeling counts as good or bad from here on. */
export const clearFeeling = 0.25;

/** The features of the snapshot's row. */
export function contactFeatures(history: History, snapshot: Snapshot, row: number): number[] {
  const { contacts } = history;
  const { cutoff } = snapshot;
  const customer = snapshot.customer[row]!;
  const firstOrder = history.time[snapshot.start[row]!]!;
  const lastOrder = history.time[snapshot.end[row]! - 1]!;
  const daysAgo = (time: number) => (cutoff - time) / millisecondsPerDay;
  const orderDays = new Set<number>();
  for (let order = snapshot.start[row]!; order < snapshot.end[row]!; order++)
    orderDays.add(dayOf(history.time[order]!));
  const count = contactKinds.map(() => 0);
  const last = contactKinds.map(() => Number.NEGATIVE_INFINITY);
  const visitsIn = visitWindows.map(() => 0);
  const sentIn = mailWindows.map(() => 0);
  const openedIn = mailWindows.map(() => 0);
  let visitsSince = 0;
  let lastHeard = Number.NEGATIVE_INFINITY;
  let unopened = 0;
  let feelings = 0;
  let lastFeeling = 0;
  let [bad, good] = [0, 0];
  let [lastBad, lastGood] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = contacts.offsets[customer]!; at < contacts.offsets[customer + 1]!; at++) {
    const time = contacts.time[at]!;
    if (time >= cutoff) break;
    const kind = contacts.kind[at]!;
    const age = daysAgo(time);
    // A visit that ends in an order says what the order says.
    if ((kind === visit || kind === basket) && orderDays.has(dayOf(time))) continue;
    count[kind]!++;
    last[kind] = time;
    if (showsInterest[kind]) lastHeard = time;
    if (kind === visit) {
      if (time > lastOrder) visitsSince++;
      for (let w = 0; w < visitWindows.length; w++) if (age <= visitWindows[w]!) visitsIn[w]!++;
    } else if (kind === mail) {
      unopened++;
      for (let w = 0; w < mailWindows.length; w++) if (age <= mailWindows[w]!) sentIn[w]!++;
    } else if (kind === opened) {
      unopened = 0;
      for (let w = 0; w < mailWindows.length; w++) if (age <= mailWindows[w]!) openedIn[w]!++;
    } else if (kind === felt) {
      const feeling = contacts.amount[at]!;
      feelings += feeling;
      lastFeeling = feeling;
      if (feeling < -clearFeeling) {
        bad++;
        lastBad = time;
      } else if (feeling > clearFeeling) {
        good++;
        lastGood = time;
      }
    }
  }
  const tenure = daysAgo(firstOrder);
  const recentness = (time: number) =>
    time === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, Math.log1p(tenure) - Math.log1p(daysAgo(time)));
  const sinceLast = (time: number) => (time > lastOrder ? 1 : 0);
  const share = (count[opened]! + 0.5) / (count[mail]! + 1.5);
  const mailed = count[mail]! > 0 ? 1 : 0;
  const unheard = daysAgo(Math.max(lastHeard, lastOrder));
  const signsADay = (count[visit]! + orderDays.size) / Math.max(30, tenure);
  return [
    Math.log1p(count[visit]!),
    Math.log1p((365 * count[visit]!) / Math.max(30, tenure)),
    Math.log1p(visitsSince),
    recentness(last[visit]!),
    ...visitsIn.map(Math.log1p),
    Math.log1p(count[basket]!),
    recentness(last[basket]!),
    Math.log1p(daysAgo(lastOrder)) - Math.log1p(unheard),
    count[visit]! > 0 ? Math.log1p(unheard * signsADay) : 0,
    mailed,
    Math.log1p(count[mail]!),
    Math.log1p(count[opened]!),
    mailed * share,
    Math.log1p(count[clicked]!),
    recentness(last[opened]!),
    Math.log1p(unopened),
    Math.log1p(unopened * share),
    ...openedIn.map(Math.log1p),
    ...openedIn.map((opens, w) => (sentIn[w]! > 0 ? (opens + share) / (sentIn[w]! + 1) - share : 0)),
    count[unsubscribed]! > 0 ? 1 : 0,
    Math.log1p(count[coupon]!),
    recentness(last[returned]!),
    sinceLast(last[returned]!),
    Math.log1p(count[review]!),
    Math.log1p(count[message]!),
    recentness(last[message]!),
    count[felt]! > 0 ? feelings / count[felt]! : 0,
    lastFeeling,
    Math.log1p(bad),
    Math.log1p(good),
    sinceLast(lastBad),
    sinceLast(lastGood),
    recentness(lastBad),
  ];
}

/** The UTC day, counted from 1970. */
export const dayOf = (time: number) => Math.floor(time / millisecondsPerDay);
