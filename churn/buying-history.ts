import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';
import type { Snapshot } from './snapshot.ts';

/** What the probability models of buying see of each customer: days with an order, in weeks of time. Row i belongs to the snapshot's row i. */
export interface BuyingHistories {
  /** x: days with an order, without the first. */
  readonly repeats: Float64Array;
  /** t_x: from the first day with an order to the last, in weeks. */
  readonly lastWeek: Float64Array;
  /** T: from the first day with an order to the cutoff, in weeks. */
  readonly weeks: Float64Array;
  /** Mean value of a day with an order, the first left out; 0 without repeats. */
  readonly meanValue: Float64Array;
}

const millisecondsPerWeek = 7 * millisecondsPerDay;

/** Several orders on one day count as one purchase, as these models take them. */
export function buyingHistories(orders: Orders, snapshot: Snapshot): BuyingHistories {
  const rows = snapshot.customer.length;
  const repeats = new Float64Array(rows);
  const lastWeek = new Float64Array(rows);
  const weeks = new Float64Array(rows);
  const meanValue = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const first = orders.time[snapshot.start[i]!]!;
    const firstDay = Math.floor(first / millisecondsPerDay);
    let day = firstDay;
    let last = first;
    let value = 0;
    for (let row = snapshot.start[i]!; row < snapshot.end[i]!; row++) {
      const time = orders.time[row]!;
      const today = Math.floor(time / millisecondsPerDay);
      if (today !== firstDay) value += orders.value[row]!;
      if (today === day) continue;
      day = today;
      last = time;
      repeats[i]!++;
    }
    lastWeek[i] = (last - first) / millisecondsPerWeek;
    weeks[i] = (snapshot.cutoff - first) / millisecondsPerWeek;
    meanValue[i] = repeats[i]! > 0 ? value / repeats[i]! : 0;
  }
  return { repeats, lastWeek, weeks, meanValue };
}
