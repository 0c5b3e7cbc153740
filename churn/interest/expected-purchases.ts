import { millisecondsPerDay } from '../../config/index.ts';
import type { Purchases } from '../../warehouse/index.ts';
import { isBoughtAgain } from '../due-again.ts';
import type { Snapshot } from '../snapshot.ts';
import { enoughCustomers, oneIn } from '../thinning.ts';

/** The days of waiting that a product's chance of being bought again is told apart by, and the longest that is followed. */
const binDays = 3.5;
const bins = 115;
/** Bins to a week. */
const binsPerWeek = 7 / binDays;
/** So many unfinished waits are added to each product's: one that few bought twice is hardly expected. */
const unfinishedBeforehand = 3;
/** A bin counts with half of either neighbour. */
const smoothing = [0.5, 1, 0.5] as const;
/** Of a larger purchase more is not used up one after the other. */
const mostPieces = 3;

/** Purchases before a cutoff with what everybody's say about when each product is bought again. */
interface Waits {
  /** By product: how much of it is usually bought at a time, 1 at least. */
  readonly usual: Float64Array;
  /** Products × bins: the chance to buy the product again in a bin of the wait for one piece, for those who have not before. */
  readonly hazards: Float64Array;
}

/** What was asked for last: scoring asks for the same in every batch. */
const latest = new WeakMap<Purchases, { readonly cutoff: number; readonly waits: Waits }>();

/**
 * How many of the things that customers have bought are bought again in a week, expected from how long everybody waited before the cutoff: each product by the chance of those who had waited
 * as long for it. `past` has a value for each week of `offsets`, the weeks of the snapshot's customers that end at the cutoff, the latest last; `ahead` has `weeksAhead` for each customer, as if
 * nothing were bought after the cutoff. Twice as much of a product as is usual lasts twice as long.
 */
export function expectedPurchases(
  purchases: Purchases,
  snapshot: Snapshot,
  offsets: Int32Array,
  weeksAhead: number,
): { readonly past: Float64Array; readonly ahead: Float64Array } {
  const { usual, hazards } = waitsUntil(purchases, snapshot.cutoff);
  const { product, time } = purchases;
  const past = new Float64Array(offsets.at(-1)!);
  const ahead = new Float64Array(snapshot.customer.length * weeksAhead);
  const binsAgo = (at: number) => (snapshot.cutoff - time[at]!) / millisecondsPerDay / binDays;
  for (let row = 0; row < snapshot.customer.length; row++) {
    const [start, weeks] = [offsets[row]!, offsets[row + 1]! - offsets[row]!];
    const end = purchases.offsets[snapshot.customer[row]! + 1]!;
    for (let at = purchases.offsets[snapshot.customer[row]!]!; at < end; at++) {
      if (time[at]! >= snapshot.cutoff) continue;
      const bought = binsAgo(at);
      const again = isBoughtAgain(purchases, at, end, snapshot.cutoff);
      const until = again ? binsAgo(at + 1) : -weeksAhead * binsPerWeek;
      const [of, share] = [product[at]! * bins, 1 / pieces(purchases, usual, at)];
      // Bins before the cutoff, counted from it: bin k lies around k + ½ of them before it.
      for (let bin = Math.ceil(bought - 0.5) - 1; bin + 0.5 > until; bin--) {
        const waited = Math.floor((bought - bin - 0.5) * share);
        if (waited >= bins) break;
        const chance = hazards[of + waited]! * share;
        const week = Math.floor(bin / binsPerWeek);
        if (week < 0) ahead[row * weeksAhead - week - 1]! += chance;
        else if (week < weeks) past[start + weeks - 1 - week]! += chance;
      }
    }
  }
  return { past, ahead };
}

function waitsUntil(purchases: Purchases, cutoff: number): Waits {
  const there = latest.get(purchases);
  if (there?.cutoff === cutoff) return there.waits;
  const { offsets, product, time } = purchases;
  const products = product.reduce((most, index) => Math.max(most, index), -1) + 1;
  const usual = usualAmounts(purchases, products, cutoff);
  const finished = new Float64Array(products * bins);
  const left = new Float64Array(products * bins);
  for (let customer = 0; customer < offsets.length - 1; customer += everyCustomer(purchases)) {
    const end = offsets[customer + 1]!;
    for (let at = offsets[customer]!; at < end; at++) {
      if (time[at]! >= cutoff) continue;
      const again = isBoughtAgain(purchases, at, end, cutoff);
      const days = ((again ? time[at + 1]! : cutoff) - time[at]!) / millisecondsPerDay / pieces(purchases, usual, at);
      const bin = product[at]! * bins + Math.min(bins - 1, Math.floor(days / binDays));
      left[bin]!++;
      if (again) finished[bin]!++;
    }
  }
  const waits = { usual, hazards: hazardsOf(finished, left) };
  latest.set(purchases, { cutoff, waits });
  return waits;
}

/** Of the waits that last up to a bin the share that is finished in it. `left` counts the waits that end in a bin, finished or not. */
function hazardsOf(finished: Float64Array, left: Float64Array): Float64Array {
  const hazards = new Float64Array(finished.length);
  const waiting = new Float64Array(bins);
  for (let of = 0; of < hazards.length; of += bins) {
    for (let bin = bins - 1, sum = 0; bin >= 0; bin--) {
      // Somebody whose wait goes on unfinished to the cutoff was not seen for the whole of that bin.
      waiting[bin] = sum + finished[of + bin]!;
      sum += left[of + bin]!;
    }
    for (let bin = 0; bin < bins; bin++) {
      let [bought, waited] = [0, unfinishedBeforehand];
      for (const [at, share] of smoothing.entries()) {
        const near = bin + at - 1;
        if (near < 0 || near >= bins) continue;
        bought += share * finished[of + near]!;
        waited += share * waiting[near]!;
      }
      hazards[of + bin] = bought / waited;
    }
  }
  return hazards;
}

/** How many times the usual amount was bought, from 1 to `mostPieces`; so many times as long it lasts. */
function pieces({ product, quantity }: Purchases, usual: Float64Array, at: number): number {
  return Math.min(mostPieces, Math.max(1, quantity[at]! / usual[product[at]!]!));
}

function usualAmounts(purchases: Purchases, products: number, cutoff: number): Float64Array {
  const { offsets, product, quantity, time } = purchases;
  const amounts = Array.from({ length: products }, (): number[] => []);
  for (let customer = 0; customer < offsets.length - 1; customer += everyCustomer(purchases)) {
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++) {
      if (time[at]! < cutoff) amounts[product[at]!]!.push(quantity[at]!);
    }
  }
  return Float64Array.from(amounts, (bought) => Math.max(1, Float64Array.from(bought).sort()[bought.length >> 1] ?? 1));
}

/** The waits of so many customers tell how long people wait. */
const everyCustomer = ({ offsets }: Purchases): number => oneIn(offsets.length - 1, enoughCustomers);
