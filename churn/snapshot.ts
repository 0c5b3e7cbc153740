import type { Orders } from '../warehouse/index.ts';
import { oneIn } from './thinning.ts';

/** The customers with an order before a moment, and which orders those are. Row i is one customer; everything predicted at the cutoff is made from these rows of `Orders`. */
export interface Snapshot {
  /** Milliseconds since 1970, UTC. */
  readonly cutoff: number;
  /** Index into `Orders.customers`. */
  readonly customer: Int32Array;
  /** The customer's first order, a row of `Orders`. */
  readonly start: Int32Array;
  /** The row after the customer's last order before the cutoff; what follows is the future, and only labels may look at it. */
  readonly end: Int32Array;
}

/** Who was a customer at the cutoff. An order at the very moment of the cutoff belongs to the future. */
export function snapshotAt(orders: Orders, cutoff: number): Snapshot {
  const customer: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  for (let row = 0; row < orders.time.length; ) {
    const first = row;
    let last = row;
    while (row < orders.time.length && orders.customer[row] === orders.customer[first]) {
      if (orders.time[row]! < cutoff) last = row + 1;
      row++;
    }
    if (last === first) continue;
    customer.push(orders.customer[first]!);
    start.push(first);
    end.push(last);
  }
  return { cutoff, customer: Int32Array.from(customer), start: Int32Array.from(start), end: Int32Array.from(end) };
}

/** So many customers' inputs are held in memory at once, some 40 MB. */
const customersAtOnce = 20_000;

/** The snapshot's customers in their order, so many at a time as memory should hold the inputs of. */
export function* inParts(snapshot: Snapshot): Generator<Snapshot> {
  const total = snapshot.customer.length;
  for (let from = 0; from < total; from += customersAtOnce) {
    yield selectCustomers(
      snapshot,
      Array.from({ length: Math.min(customersAtOnce, total - from) }, (_, i) => from + i),
    );
  }
}

/** Every second, third … customer, so that at most `most` are left. */
export function thinned(snapshot: Snapshot, most: number): Snapshot {
  const every = oneIn(snapshot.customer.length, most);
  return selectCustomers(
    snapshot,
    [...snapshot.customer.keys()].filter((row) => row % every === 0),
  );
}

/** The snapshot's rows that `keep` names, in that order. */
export function selectCustomers(snapshot: Snapshot, keep: ArrayLike<number>): Snapshot {
  const pick = (column: Int32Array) => Int32Array.from(keep, (row) => column[row]!);
  return {
    cutoff: snapshot.cutoff,
    customer: pick(snapshot.customer),
    start: pick(snapshot.start),
    end: pick(snapshot.end),
  };
}
