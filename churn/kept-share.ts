import type { CustomerId, Orders } from '../warehouse/index.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Per row: the share of what the customer orders that the shop keeps, in [0, 1]. Their own share of money not given back, drawn towards the shop's by the weight of one average order:
 * one return of a first order is a strong sign, but not a certain one.
 */
export function keptShares(
  orders: Orders,
  snapshot: Snapshot,
  returned: ReadonlyMap<CustomerId, number>,
): Float64Array {
  const spent = Float64Array.from(snapshot.start, (start, row) =>
    sum(orders.value.subarray(start, snapshot.end[row]!)),
  );
  const kept = spent.map((value, row) =>
    Math.max(0, value - (returned.get(orders.customers[snapshot.customer[row]!]!) ?? 0)),
  );
  const total = sum(spent);
  const usual = total > 0 ? sum(kept) / total : 1;
  const ordersInAll = snapshot.start.reduce((count, start, row) => count + snapshot.end[row]! - start, 0);
  const weight = total / Math.max(1, ordersInAll);
  return spent.map((value, row) => (value + weight > 0 ? (kept[row]! + weight * usual) / (value + weight) : 1));
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
