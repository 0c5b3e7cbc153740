import { millisecondsPerDay } from '../config/index.ts';
import type { Purchases } from '../warehouse/index.ts';
import type { Snapshot } from './snapshot.ts';
import { enoughCustomers, oneIn } from './thinning.ts';

/** Days ahead in which purchases are expected. */
export const dueWindows = [30, 90] as const;
/** So many unfinished waits are added to each product's: one that few bought twice is hardly ever due. */
const unfinishedBeforehand = 3;

/** How long customers waited until they bought a product again, in days, ascending. */
interface Waits {
  /** Of those who did. */
  readonly finished: Float64Array;
  /** Of those who have not so far. */
  readonly unfinished: Float64Array;
}

/** The waits that were asked for last: scoring asks for the same ones in every batch, training cutoff by cutoff. */
const latest = new WeakMap<Purchases, { readonly cutoff: number; readonly waits: readonly Waits[] }>();

/**
 * How many of the things that each customer has bought are bought again within each of `dueWindows`, expected from how long everybody waited before the cutoff: of those who had waited as long for
 * that product as this customer has by now, the share who bought within the window. Rows × windows, row by row; 0 throughout in a shop where nothing is bought twice.
 */
export function dueAgain(purchases: Purchases, snapshot: Snapshot): Float64Array {
  const windows = dueWindows.length;
  const due = new Float64Array(snapshot.customer.length * windows);
  const waits = waitsUntil(purchases, snapshot.cutoff);
  const { offsets, product, time } = purchases;
  for (let row = 0; row < snapshot.customer.length; row++) {
    const end = offsets[snapshot.customer[row]! + 1]!;
    for (let at = offsets[snapshot.customer[row]!]!; at < end; at++) {
      if (time[at]! >= snapshot.cutoff || isBoughtAgain(purchases, at, end, snapshot.cutoff)) continue;
      const { finished, unfinished } = waits[product[at]!]!;
      const waited = (snapshot.cutoff - time[at]!) / millisecondsPerDay;
      const from = firstAtLeast(finished, waited);
      if (from === finished.length) continue;
      const waiting =
        finished.length - from + unfinished.length - firstAtLeast(unfinished, waited) + unfinishedBeforehand;
      for (let w = 0; w < windows; w++) {
        due[row * windows + w]! += (firstAtLeast(finished, waited + dueWindows[w]!) - from) / waiting;
      }
    }
  }
  return due;
}

/** Of the waits for a thing how many were finished, on average over the things that each customer has bought: whether these are things that people buy again. 0 for a customer without any. */
export function boughtAgainShare(purchases: Purchases, snapshot: Snapshot): Float64Array {
  const waits = waitsUntil(purchases, snapshot.cutoff);
  const { offsets, product, time } = purchases;
  return Float64Array.from(snapshot.customer, (customer) => {
    const end = offsets[customer + 1]!;
    let sum = 0;
    let things = 0;
    for (let at = offsets[customer]!; at < end; at++) {
      if (time[at]! >= snapshot.cutoff || isBoughtAgain(purchases, at, end, snapshot.cutoff)) continue;
      const { finished, unfinished } = waits[product[at]!]!;
      sum += finished.length / (finished.length + unfinished.length + unfinishedBeforehand);
      things++;
    }
    return things > 0 ? sum / things : 0;
  });
}

/** Whether the same customer, whose rows end at `end`, bought that product once more before the cutoff. */
export function isBoughtAgain({ product, time }: Purchases, at: number, end: number, cutoff: number): boolean {
  return at + 1 < end && product[at + 1] === product[at] && time[at + 1]! < cutoff;
}

function waitsUntil(purchases: Purchases, cutoff: number): readonly Waits[] {
  const there = latest.get(purchases);
  if (there?.cutoff === cutoff) return there.waits;
  const { offsets, product, time } = purchases;
  const products = product.reduce((most, index) => Math.max(most, index), -1) + 1;
  const finished = Array.from({ length: products }, (): number[] => []);
  const unfinished = Array.from({ length: products }, (): number[] => []);
  const every = oneIn(offsets.length - 1, enoughCustomers);
  for (let customer = 0; customer < offsets.length - 1; customer += every) {
    const end = offsets[customer + 1]!;
    for (let at = offsets[customer]!; at < end; at++) {
      if (time[at]! >= cutoff) continue;
      const again = isBoughtAgain(purchases, at, end, cutoff);
      const until = again ? time[at + 1]! : cutoff;
      (again ? finished : unfinished)[product[at]!]!.push((until - time[at]!) / millisecondsPerDay);
    }
  }
  const waits = finished.map((days, index) => ({
    finished: Float64Array.from(days).sort(),
    unfinished: Float64Array.from(unfinished[index]!).sort(),
  }));
  latest.set(purchases, { cutoff, waits });
  return waits;
}

/** The first place in ascending values that is not below `least`. */
function firstAtLeast(values: Float64Array, least: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
