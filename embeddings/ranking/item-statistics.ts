import { millisecondsPerDay } from '../../config/index.ts';
import type { History } from '../history.ts';

/** What is known of each item at the history's end; by item number. */
export interface ItemStatistics {
  /** Customers who took it in the last 7, 14, 28, 90 days, and ever. */
  readonly customers: readonly Float32Array[];
  /** Days since it was first and last taken; NaN for an item that nobody took. */
  readonly age: Float32Array;
  readonly lastTaken: Float32Array;
  /** Of its customers, the share who took it more than once, smoothed. */
  readonly repeatShare: Float32Array;
  /** Days between two times of one customer, the mean; NaN without. */
  readonly gap: Float32Array;
  /** What it last cost, and the mean logarithm of pieces; NaN without. */
  readonly price: Float32Array;
  readonly pieces: Float32Array;
}

export const spans = [7, 14, 28, 90, Number.POSITIVE_INFINITY];
/** As many customers as speak for the shop's mean before an item's own count. */
const smoothing = 10;

export function itemStatistics(history: History): ItemStatistics {
  const { items, start, item, time, quantity, price, asOf } = history;
  const count = items.length;
  const empty = () => new Float32Array(count);
  const missing = () => new Float32Array(count).fill(Number.NaN);
  const customers = spans.map(empty);
  const [first, last, newestPrice] = [missing(), missing(), missing()];
  const [again, gapDays, gaps, logPieces, piecesRows] = [empty(), empty(), empty(), empty(), empty()];
  const newest = new Map<number, number>();
  for (let c = 0; c + 1 < start.length; c++) {
    newest.clear();
    const repeated = new Set<number>();
    for (let row = start[c]!; row < start[c + 1]!; row++) {
      const i = item[row]!;
      const days = (asOf - time[row]!) / millisecondsPerDay;
      const before = newest.get(i);
      if (before !== undefined && before > days) {
        repeated.add(i);
        gapDays[i]! += before - days;
        gaps[i]!++;
      }
      newest.set(i, days);
      if (!(first[i]! >= days)) first[i] = days;
      if (!(last[i]! <= days)) {
        last[i] = days;
        newestPrice[i] = price[row]!;
      }
      if (quantity[row]! > 0) {
        logPieces[i]! += Math.log(quantity[row]!);
        piecesRows[i]!++;
      }
    }
    for (const [i, days] of newest) {
      for (const [k, span] of spans.entries()) if (days <= span) customers[k]![i]!++;
    }
    for (const i of repeated) again[i]!++;
  }
  const ever = customers.at(-1)!;
  const mean = sum(again) / Math.max(1, sum(ever));
  return {
    customers,
    age: first,
    lastTaken: last,
    repeatShare: again.map((n, i) => (n + smoothing * mean) / (ever[i]! + smoothing)),
    gap: gapDays.map((days, i) => days / gaps[i]!),
    price: newestPrice,
    pieces: logPieces.map((logs, i) => logs / piecesRows[i]!),
  };
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
