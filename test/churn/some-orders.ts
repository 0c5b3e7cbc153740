import { seededRandom } from '../../config/index.ts';
import type { CustomerId, Orders } from '../../warehouse/index.ts';

export const day = 86_400_000;
/** The moment after the last order. */
export const ordersEnd = Date.UTC(2026, 0, 1);

/** Customers with a rhythm of their own, some of whom have left; 400 days of orders. */
export function someOrders(customers: number, seed: number): Orders {
  const random = seededRandom(seed);
  const ids: CustomerId[] = [];
  const rows: { customer: number; time: number; value: number; lines: number; quantity: number }[] = [];
  for (let customer = 0; customer < customers; customer++) {
    ids.push(`c${String(customer).padStart(5, '0')}` as CustomerId);
    const gap = 8 + 70 * random();
    const size = 20 + 300 * random() ** 2;
    const until = random() < 0.3 ? 400 * random() : 400;
    let time = 260 * random();
    do {
      const lines = 1 + Math.floor(12 * random());
      rows.push({
        customer,
        time: ordersEnd - 400 * day + time * day,
        value: size * (0.5 + random()),
        lines,
        quantity: lines * (1 + Math.floor(3 * random())),
      });
      time += gap * (0.3 + 1.4 * random());
    } while (time < until);
  }
  return {
    customers: ids,
    customer: Int32Array.from(rows, (row) => row.customer),
    time: Float64Array.from(rows, (row) => row.time),
    value: Float64Array.from(rows, (row) => row.value),
    lines: Int32Array.from(rows, (row) => row.lines),
    quantity: Float64Array.from(rows, (row) => row.quantity),
  };
}
