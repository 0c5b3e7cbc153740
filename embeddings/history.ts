import { type CustomerId, type Interactions, offsetsOf, type ProductId } from '../warehouse/index.ts';
import { type AllSignals, keepSignals, type Signals, signalsFrom, signalsOf } from './signals.ts';

/**
 * What each customer took, as the models see it. Rows are sorted by customer and then time; a row is one product in one basket.
 * Customer c's rows are start[c] … start[c + 1] − 1.
 */
export interface History {
  /** Milliseconds since 1970, UTC: every row is older. */
  readonly asOf: number;
  readonly customers: readonly CustomerId[];
  readonly items: readonly ProductId[];
  readonly start: Int32Array;
  /** Index into `items`. */
  readonly item: Int32Array;
  /** Milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Number of the row's basket among the customer's own, from 0. Rows of one order share it. */
  readonly basket: Int32Array;
  /** Pieces, and what one cost in the currency's main unit; NaN where the event has none. */
  readonly quantity: Float32Array;
  readonly price: Float32Array;
  /** Whether rows are lines of orders. Otherwise each is a choice of its own: a rating, a like, a view. */
  readonly ordered: boolean;
  /** Everything that was done with items, what is no row too. */
  readonly signals: AllSignals;
}

/** One customer's part of a history, oldest row first. */
export interface Profile {
  readonly asOf: number;
  /** The customer's number in the history; left out for somebody it doesn't hold. */
  readonly customer?: number;
  readonly item: Int32Array;
  readonly time: Float64Array;
  readonly basket: Int32Array;
  readonly quantity: Float32Array;
  readonly price: Float32Array;
  /** What else the customer did with items, and the rows' own. */
  readonly signals: Signals;
}

export function profileOf(history: History, customer: number): Profile {
  const from = history.start[customer]!;
  const to = history.start[customer + 1]!;
  return {
    asOf: history.asOf,
    customer,
    item: history.item.subarray(from, to),
    time: history.time.subarray(from, to),
    basket: history.basket.subarray(from, to),
    quantity: history.quantity.subarray(from, to),
    price: history.price.subarray(from, to),
    signals: signalsOf(history.signals, customer),
  };
}

/**
 * Builds the history from interactions, all of which must be older than `asOf`. Where there are orders, orders are what counts;
 * a file without any (ratings, likes, views) counts each of its events. Lines of one order with the same product are one row.
 */
export function historyFrom(interactions: Interactions, asOf: Date): History {
  const { customers, products, product, time, order, quantity, unitPrice } = interactions;
  const counted = countedRows(interactions);
  const rows = counted.row.length;
  const start = new Int32Array(customers.length + 1);
  const item = new Int32Array(rows);
  const times = new Float64Array(rows);
  const basket = new Int32Array(rows);
  const pieces = new Float32Array(rows);
  const price = new Float32Array(rows);
  let at = 0;
  for (let c = 0; c < customers.length; c++) {
    const baskets = new Map<string, number>();
    const taken = new Set<string>();
    for (const row of counted.row.subarray(counted.start[c], counted.start[c + 1])) {
      const id = order[row] ?? String(time[row]);
      const key = `${product[row]} ${id}`;
      if (taken.has(key)) continue;
      taken.add(key);
      if (!baskets.has(id)) baskets.set(id, baskets.size);
      item[at] = product[row]!;
      times[at] = time[row]!;
      basket[at] = baskets.get(id)!;
      pieces[at] = quantity[row]!;
      price[at++] = unitPrice[row]!;
    }
    start[c + 1] = at;
  }
  return {
    asOf: asOf.getTime(),
    customers,
    items: products,
    start,
    item: item.slice(0, at),
    time: times.slice(0, at),
    basket: basket.slice(0, at),
    quantity: pieces.slice(0, at),
    price: price.slice(0, at),
    ordered: interactions.type.includes('order_completed'),
    signals: signalsFrom(interactions),
  };
}

/** The rows that count, by their customers: customer c's are row[start[c]] … row[start[c + 1] − 1], in their order. */
function countedRows(interactions: Interactions): { readonly start: Int32Array; readonly row: Int32Array } {
  const { customers, customer } = interactions;
  const counts = countingEvents(interactions);
  const counted = customer.filter((_, row) => counts[row]);
  const start = offsetsOf(counted, customers.length);
  const fill = start.slice();
  const row = new Int32Array(counted.length);
  for (let event = 0; event < customer.length; event++) if (counts[event]) row[fill[customer[event]!]!++] = event;
  return { start, row };
}

/** Which rows say that the customer wanted the product: order lines, or everything but refunds in a shop without orders. */
export function countingEvents({ type }: Interactions): Uint8Array {
  const hasOrders = type.includes('order_completed');
  return Uint8Array.from(type, (name) => Number(hasOrders ? name === 'order_completed' : name !== 'order_refunded'));
}

/** The history as it stood at an earlier moment, under the same customer and item numbers. */
export function historyBefore(history: History, asOf: number): History {
  const { time, signals } = history;
  return {
    ...keepRows(history, (row) => time[row]! < asOf),
    asOf,
    signals: keepSignals(signals, (_, at) => signals.time[at]! < asOf),
  };
}

/** The same history with room for products that nobody took yet: their numbers follow those of the others. */
export function withProducts(history: History, products: Iterable<ProductId>): History {
  const known = new Set(history.items);
  return { ...history, items: [...history.items, ...[...products].filter((product) => !known.has(product))] };
}

/** The history without each customer's last row, and without what the customer did afterwards; customers with one row keep none. */
export function withoutLastRows(history: History): History {
  const { start, item, time, signals } = history;
  const last = Int32Array.from(history.customers, (_, c) => (start[c + 1]! > start[c]! ? start[c + 1]! - 1 : -1));
  const gone = new Set(last);
  return {
    ...keepRows(history, (row) => !gone.has(row)),
    signals: keepSignals(signals, (c, at) => {
      const row = last[c]!;
      if (row < 0) return true;
      return signals.time[at]! < time[row]! || (signals.time[at] === time[row] && signals.item[at] !== item[row]);
    }),
  };
}

function keepRows(history: History, keep: (row: number) => boolean): History {
  const kept: number[] = [];
  const start = new Int32Array(history.start.length);
  for (let c = 0; c < history.customers.length; c++) {
    for (let row = history.start[c]!; row < history.start[c + 1]!; row++) if (keep(row)) kept.push(row);
    start[c + 1] = kept.length;
  }
  return {
    ...history,
    start,
    item: Int32Array.from(kept, (row) => history.item[row]!),
    time: Float64Array.from(kept, (row) => history.time[row]!),
    basket: Int32Array.from(kept, (row) => history.basket[row]!),
    quantity: Float32Array.from(kept, (row) => history.quantity[row]!),
    price: Float32Array.from(kept, (row) => history.price[row]!),
  };
}

/** The pairs (customer, item), each once, by customer: the rows that factor and neighbour models learn from. */
export interface Pairs {
  readonly customers: number;
  readonly items: number;
  readonly start: Int32Array;
  readonly item: Int32Array;
  /** How much each pair counts, from −1 to 1; all count 1 where they are left out. */
  readonly weight?: Float32Array;
}

export function distinctPairs(history: History): Pairs {
  const start = new Int32Array(history.start.length);
  const item: number[] = [];
  for (let c = 0; c < history.customers.length; c++) {
    const own = new Set(history.item.subarray(history.start[c]!, history.start[c + 1]!));
    for (const i of [...own].sort((a, b) => a - b)) item.push(i);
    start[c + 1] = item.length;
  }
  return { customers: history.customers.length, items: history.items.length, start, item: Int32Array.from(item) };
}

/** The pairs (basket, item): as `distinctPairs`, with every customer's every basket for a customer. */
export function basketPairs(history: History): Pairs {
  const { customers, start, basket, item } = history;
  const starts: number[] = [];
  for (let c = 0; c < customers.length; c++) {
    for (let row = start[c]!; row < start[c + 1]!; row++) {
      if (row === start[c] || basket[row] !== basket[row - 1]) starts.push(row);
    }
  }
  starts.push(item.length);
  return { customers: starts.length - 1, items: history.items.length, start: Int32Array.from(starts), item };
}

/** The same pairs by item: start is per item, and `item` holds customers. */
export function transposed(pairs: Pairs): Pairs {
  const start = new Int32Array(pairs.items + 1);
  for (const i of pairs.item) start[i + 1]!++;
  for (let i = 0; i < pairs.items; i++) start[i + 1]! += start[i]!;
  const fill = start.slice();
  const item = new Int32Array(pairs.item.length);
  const weight = pairs.weight && new Float32Array(pairs.item.length);
  for (let c = 0; c < pairs.customers; c++) {
    for (let at = pairs.start[c]!; at < pairs.start[c + 1]!; at++) {
      const place = fill[pairs.item[at]!]!++;
      item[place] = c;
      if (weight) weight[place] = pairs.weight![at]!;
    }
  }
  return { customers: pairs.items, items: pairs.customers, start, item, ...(weight && { weight }) };
}
