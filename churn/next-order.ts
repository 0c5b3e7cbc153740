import { millisecondsPerDay } from '../config/index.ts';
import type { SilenceCurves } from './silence-curves.ts';

/** When the next order is expected, in milliseconds since 1970, row by row; NaN where it is further away than a year, or never comes. */
export interface NextOrders {
  /** The moment by which an order is as likely as not. */
  readonly expected: Float64Array;
  /** Where the interval begins and ends that holds the next order with a chance of 80 %. */
  readonly from: Float64Array;
  readonly until: Float64Array;
}

/** Chances that are left out of the interval: below and above, or below alone. */
const eachSide = 0.1;
const oneSide = 0.2;
const furthestDays = 365;

/**
 * Of customers who order within a year almost surely (90 %), the interval leaves a tenth out on either side. Of the others it has no end: it holds whatever comes after its beginning, also
 * an order that never comes, and leaves out a fifth before it.
 */
export function nextOrders(curves: SilenceCurves, cutoff: number, rows: number): NextOrders {
  const expected = new Float64Array(rows);
  const from = new Float64Array(rows);
  const until = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const momentOf = (share: number) => {
      const days = curves.daysUntil(row, share);
      return days <= furthestDays ? cutoff + Math.round(days * millisecondsPerDay) : Number.NaN;
    };
    expected[row] = momentOf(0.5);
    until[row] = momentOf(1 - eachSide);
    from[row] = momentOf(Number.isNaN(until[row]!) ? oneSide : eachSide);
  }
  return { expected, from, until };
}
