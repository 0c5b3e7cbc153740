import type { History } from '../../churn/history.ts';
import { seededRandom } from '../../config/index.ts';
import {
  type Contacts,
  contactKinds,
  type Orders,
  offsetsOf,
  type ProductId,
  type Purchases,
} from '../../warehouse/index.ts';
import { day, ordersEnd, someOrders } from './some-orders.ts';

/** Customers as `someOrders` makes them, with contacts of every kind in between: those who come by often also order often. Twelve products are bought again and again. */
export function someHistory(customers: number, seed: number): History {
  const orders = someOrders(customers, seed);
  const random = seededRandom(seed + 1);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [row, customer] of orders.customer.entries()) {
    if (!first.has(customer)) first.set(customer, orders.time[row]!);
    last.set(customer, orders.time[row]!);
  }
  const rows: Row[] = [];
  for (let customer = 0; customer < customers; customer++) {
    // A fifth is never heard of but by orders.
    if (customer % 5 === 4) continue;
    for (let time = first.get(customer)! + day * random(); time < ordersEnd; time += day * (3 + 20 * random())) {
      const kind = Math.floor(contactKinds.length * random());
      const left = time > last.get(customer)! + 20 * day;
      if (left && contactKinds[kind] !== 'mail' && random() < 0.8) continue;
      rows.push({ customer, time, kind, amount: contactKinds[kind] === 'felt' ? 2 * random() - 1 : 1 + 9 * random() });
    }
  }
  const bought = [...orders.customer].flatMap((customer, row) =>
    Array.from({ length: 1 + Math.floor(2 * random()) }, () => ({
      customer,
      product: Math.floor(12 * random() ** 2),
      time: orders.time[row]!,
    })),
  );
  return { ...orders, contacts: contactsFrom(rows, customers), purchases: purchasesFrom(bought, customers) };
}

/** Orders alone: a shop whose files hold nothing else. */
export function withoutContacts(orders: Orders): History {
  const customers = orders.customers.length;
  return { ...orders, contacts: contactsFrom([], customers), purchases: purchasesFrom([], customers) };
}

/** What happened before a moment; customers without an order before it are left out. */
export function historyUntil(history: History, end: number): History {
  const keep = [...history.time.keys()].filter((row) => history.time[row]! < end);
  const there = [...new Set(keep.map((row) => history.customer[row]!))];
  const index = new Map(there.map((customer, position) => [customer, position]));
  return {
    customers: there.map((customer) => history.customers[customer]!),
    customer: Int32Array.from(keep, (row) => index.get(history.customer[row]!)!),
    time: Float64Array.from(keep, (row) => history.time[row]!),
    value: Float64Array.from(keep, (row) => history.value[row]!),
    lines: Int32Array.from(keep, (row) => history.lines[row]!),
    quantity: Float64Array.from(keep, (row) => history.quantity[row]!),
    contacts: contactsFrom(
      contactRows(history.contacts)
        .filter(({ customer, time }) => time < end && index.has(customer))
        .map((row) => ({ ...row, customer: index.get(row.customer)! })),
      there.length,
    ),
    purchases: purchasesFrom(
      purchaseRows(history.purchases)
        .filter(({ time }) => time < end)
        .map((row) => ({ ...row, customer: index.get(row.customer)! })),
      there.length,
    ),
  };
}

interface Row {
  readonly customer: number;
  readonly time: number;
  readonly kind: number;
  readonly amount: number;
}

export function contactRows({ offsets, time, kind, amount }: Contacts): Row[] {
  const rows: Row[] = [];
  for (let customer = 0; customer < offsets.length - 1; customer++) {
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++) {
      rows.push({ customer, time: time[at]!, kind: kind[at]!, amount: amount[at]! });
    }
  }
  return rows;
}

interface Purchase {
  readonly customer: number;
  readonly product: number;
  readonly time: number;
}

export function purchaseRows({ offsets, product, time }: Purchases): Purchase[] {
  const rows: Purchase[] = [];
  for (let customer = 0; customer < offsets.length - 1; customer++) {
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++) {
      rows.push({ customer, product: product[at]!, time: time[at]! });
    }
  }
  return rows;
}

export function purchasesFrom(rows: readonly Purchase[], customers: number): Purchases {
  const sorted = rows.toSorted((a, b) => a.customer - b.customer || a.product - b.product || a.time - b.time);
  const products = sorted.reduce((most, { product }) => Math.max(most, product), -1) + 1;
  return {
    products: Array.from({ length: products }, (_, index) => `product-${index}` as ProductId),
    offsets: offsetsOf(customersOf(sorted), customers),
    product: Int32Array.from(sorted, ({ product }) => product),
    time: Float64Array.from(sorted, ({ time }) => time),
    quantity: new Float64Array(sorted.length).fill(1),
    value: Float64Array.from(sorted, ({ product }) => 5 + product),
  };
}

const customersOf = (sorted: readonly { readonly customer: number }[]) => sorted.map(({ customer }) => customer);

export function contactsFrom(rows: readonly Row[], customers: number): Contacts {
  const sorted = rows.toSorted((a, b) => a.customer - b.customer || a.time - b.time);
  return {
    offsets: offsetsOf(customersOf(sorted), customers),
    time: Float64Array.from(sorted, ({ time }) => time),
    kind: Uint8Array.from(sorted, ({ kind }) => kind),
    amount: Float64Array.from(sorted, ({ amount }) => amount),
  };
}
