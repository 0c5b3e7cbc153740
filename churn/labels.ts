import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';
import type { Snapshot } from './snapshot.ts';

/** What a snapshot's customers did in [cutoff, cutoff + horizon). Row i belongs to the snapshot's row i. */
export interface Labels {
  /** 1: no order in the horizon, or none in the part of it that was observed. */
  readonly churned: Uint8Array;
  /** Sum of the orders' values in the horizon, in the currency's main unit. */
  readonly spend: Float64Array;
  /** Days from the cutoff to the first order in the horizon; Infinity without. */
  readonly daysToOrder: Float64Array;
}

/** The labels of a snapshot. They are whole only if `orders` reaches to the end of the horizon. */
export function labelsOf(orders: Orders, snapshot: Snapshot, horizonDays: number): Labels {
  const until = snapshot.cutoff + horizonDays * millisecondsPerDay;
  const churned = new Uint8Array(snapshot.customer.length).fill(1);
  const spend = new Float64Array(snapshot.customer.length);
  const daysToOrder = new Float64Array(snapshot.customer.length).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < churned.length; i++) {
    for (let row = snapshot.end[i]!; orders.customer[row] === snapshot.customer[i]; row++) {
      if (orders.time[row]! >= until) break;
      if (churned[i]) daysToOrder[i] = (orders.time[row]! - snapshot.cutoff) / millisecondsPerDay;
      churned[i] = 0;
      spend[i] = spend[i]! + orders.value[row]!;
    }
  }
  return { churned, spend, daysToOrder };
}
