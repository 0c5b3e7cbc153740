import type { Orders } from '../../warehouse/index.ts';
import { millisecondsPerDay } from '../snapshot.ts';
import type { NumbersOf } from './reason.ts';

/** The numbers of each reason, from the customer's orders `start` to `end` (not included) at the cutoff. */
export function reasonNumbers(orders: Orders, cutoff: number, start: number, end: number): NumbersOf {
  const times = orders.time.subarray(start, end);
  const count = end - start;
  const daysSince = (time: number) => (cutoff - time) / millisecondsPerDay;
  const mean = (column: Float64Array | Int32Array) => {
    let sum = 0;
    for (let row = start; row < end; row++) sum += column[row]!;
    return sum / count;
  };
  const last = new Date(times.at(-1)!);
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
  };
}

/** Mean days from one day with an order to the next, null with one such day: an order that a shop's files split in two is one visit. */
export function averageGap(times: Float64Array): number | null {
  const days = new Set(Array.from(times, (time) => Math.floor(time / millisecondsPerDay)));
  const span = (times.at(-1)! - times[0]!) / millisecondsPerDay;
  return days.size > 1 ? span / (days.size - 1) : null;
}
