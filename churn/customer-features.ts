import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';
import { contactFeatureNames, contactFeatures } from './contact-features.ts';
import { boughtAgainShare, dueWindows } from './due-again.ts';
import type { History } from './history.ts';
import { type InterestColumns, interestFeatureNames } from './interest/interest-features.ts';
import type { Snapshot } from './snapshot.ts';
import { type TasteModel, tasteDirections, tasteFeatureNames, tasteFeatures } from './taste/taste-model.ts';

/** Windows before the cutoff in which orders and spend are counted, in days. */
const windows = [14, 30, 60, 90, 180] as const;

/** Days, weeks and months, counted back from the cutoff: in how many of them there was an order tells steady customers from those who ordered often once. */
const activePeriods = [1, 7, 30] as const;

/** What is known of a customer from the orders, in the order of the columns. Every amount, count and duration is log(1 + x); days are the unit of time. */
export const orderFeatureNames = [
  'recency',
  'tenure',
  'orders',
  'one order only',
  'mean spend',
  'last spend',
  'total spend',
  ...windows.map((days) => `orders in ${days} days`),
  ...windows.map((days) => `spend in ${days} days`),
  'mean gap',
  'deviation of gaps',
  'median gap',
  'last gap',
  'overdue',
  'orders a year',
  'lines an order',
  'pieces an order',
  'active days',
  'active weeks',
  'active months',
] as const;

/** What is known of a customer as a whole: from the orders, from what they hold, from all other contacts. */
export const customerFeatureNames = [
  ...orderFeatureNames,
  ...dueWindows.map((days) => `products due in ${days} days` as const),
  'share bought again',
  ...interestFeatureNames,
  ...tasteFeatureNames,
  ...contactFeatureNames,
] as const;

/** Everything that is known of each customer as a whole; `due` is what `dueAgain` says of the snapshot; without `interest` or `taste` their columns are 0. Returns rows × columns, row by row. */
export function customerFeatures(
  history: History,
  snapshot: Snapshot,
  due: Float64Array,
  interest: InterestColumns | undefined,
  taste: TasteModel | undefined,
): Float32Array {
  const width = customerFeatureNames.length;
  const features = new Float32Array(snapshot.customer.length * width);
  const again = boughtAgainShare(history.purchases, snapshot);
  const interests = interest?.(snapshot);
  const ofInterest = interestFeatureNames.length;
  const tastes = taste && tasteFeatures(taste, history.purchases, snapshot);
  for (let i = 0; i < snapshot.customer.length; i++) {
    features.set(featuresOfOne(history, snapshot.cutoff, snapshot.start[i]!, snapshot.end[i]!), i * width);
    let at = i * width + orderFeatureNames.length;
    for (let w = 0; w < dueWindows.length; w++) features[at++] = Math.log1p(due[i * dueWindows.length + w]!);
    features[at++] = again[i]!;
    if (interests) features.set(interests.subarray(i * ofInterest, (i + 1) * ofInterest), at);
    at += ofInterest;
    if (tastes) features.set(tastes.subarray(i * tasteDirections, (i + 1) * tasteDirections), at);
    at += tasteDirections;
    features.set(contactFeatures(history, snapshot, i), at);
  }
  return features;
}

/** Recency, frequency and monetary value, and what they can be refined to. Returns rows × columns, row by row. */
export function orderFeatures(orders: Orders, snapshot: Snapshot): Float32Array {
  const width = orderFeatureNames.length;
  const features = new Float32Array(snapshot.customer.length * width);
  for (let i = 0; i < snapshot.customer.length; i++) {
    features.set(featuresOfOne(orders, snapshot.cutoff, snapshot.start[i]!, snapshot.end[i]!), i * width);
  }
  return features;
}

function featuresOfOne(orders: Orders, cutoff: number, start: number, end: number): number[] {
  const count = end - start;
  const daysAgo = (row: number) => (cutoff - orders.time[row]!) / millisecondsPerDay;
  const recency = daysAgo(end - 1);
  const tenure = daysAgo(start);
  const ordersWithin = windows.map(() => 0);
  const spendWithin = windows.map(() => 0);
  let spend = 0;
  let lines = 0;
  let quantity = 0;
  const gaps: number[] = [];
  const active = activePeriods.map(() => new Set<number>());
  for (let row = start; row < end; row++) {
    const age = daysAgo(row);
    spend += orders.value[row]!;
    lines += orders.lines[row]!;
    quantity += orders.quantity[row]!;
    if (row > start) gaps.push(daysAgo(row - 1) - age);
    for (const [p, days] of activePeriods.entries()) active[p]!.add(Math.floor(age / days));
    for (let w = 0; w < windows.length; w++) {
      if (age > windows[w]!) continue;
      ordersWithin[w]!++;
      spendWithin[w]! += orders.value[row]!;
    }
  }
  const meanGap = gaps.length > 0 ? (tenure - recency) / gaps.length : 0;
  const variance = gaps.reduce((sum, gap) => sum + (gap - meanGap) ** 2, 0) / Math.max(1, gaps.length);
  return [
    recency,
    tenure,
    count,
    count === 1 ? 1 : 0,
    spend / count,
    orders.value[end - 1]!,
    spend,
    ...ordersWithin,
    ...spendWithin,
    meanGap,
    Math.sqrt(variance),
    median(gaps),
    gaps.at(-1) ?? 0,
    // A customer with one order has no rhythm to be late against: compared with a gap as long as the time that we know them.
    recency / (meanGap || Math.max(1, tenure)),
    (count / Math.max(1, tenure)) * 365,
    lines / count,
    quantity / count,
    ...active.map((periods) => periods.size),
  ].map((value) => Math.log1p(Math.max(0, value)));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
