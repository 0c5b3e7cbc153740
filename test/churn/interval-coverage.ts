import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreCustomers, trainChurn } from '../../churn/index.ts';
import { simulateShop, writeShopFiles } from '../../demo/index.ts';
import { ingestFile, readOrders, withTemporaryWarehouse } from '../../warehouse/index.ts';

const day = 86_400_000;
/** As long as the intervals reach: so each next order, or that none came, is known. */
const daysAfter = 365;

/** Shares of the customers. */
export interface Coverage {
  readonly customers: number;
  /** Whose interval of the next order begins within the year. */
  readonly stated: number;
  /** Of these: whose next order, or that none came in the year, lay in the interval. */
  readonly nextOrder: number;
  /** Of these: whose interval has no end. */
  readonly open: number;
  /** Of the others, who with a chance of four fifths or more do not order within the year: who did not. */
  readonly silent: number;
  /** Of all: whose spend in the year lay in its interval. */
  readonly value: number;
}

/** A simulated shop, trained on 540 days and asked what the year after them brings. A next order after the year, or none, lies in an interval without an end and in no other. */
export async function intervalCoverage(seed: number, customers: number): Promise<Coverage> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-shop-'));
  try {
    const shop = simulateShop({ seed, customers, days: 540 + daysAfter });
    writeShopFiles(shop, folder);
    return await withTemporaryWarehouse(async (warehouse) => {
      for (const file of ['products.csv', 'customers.csv', 'orders-and-events.csv'])
        await ingestFile(warehouse, { path: join(folder, file) });
      const asOf = new Date(shop.start + 540 * day);
      const end = new Date(asOf.getTime() + daysAfter * day);
      const model = await trainChurn(warehouse, { asOf, horizonDays: 90, mostEvents: 24, seed: 7 });
      const scores = await scoreCustomers(model, warehouse, { asOf });
      const orders = await readOrders(warehouse, { from: asOf, before: end });
      const next = new Map<string, number>();
      const spent = new Map<string, number>();
      for (let row = orders.time.length - 1; row >= 0; row--) {
        const id = orders.customers[orders.customer[row]!]!;
        next.set(id, orders.time[row]!);
        spent.set(id, (spent.get(id) ?? 0) + orders.value[row]!);
      }
      const inside = Array.from(scores, (score) => {
        const time = next.get(score.customer_id) ?? Number.POSITIVE_INFINITY;
        const { expected_date_of_next_order_from: from, expected_date_of_next_order_until: until } = score;
        const value = spent.get(score.customer_id) ?? 0;
        return {
          stated: from !== null,
          nextOrder: from !== null && time >= Date.parse(from) && (until === null || time <= Date.parse(until)),
          open: from !== null && until === null,
          silent: from === null && time === Number.POSITIVE_INFINITY,
          value: value >= score.predicted_clv_low! && value <= score.predicted_clv_high!,
        };
      });
      const count = (is: keyof (typeof inside)[number]) => inside.filter((row) => row[is]).length;
      return {
        customers: scores.length,
        stated: count('stated') / scores.length,
        nextOrder: count('nextOrder') / count('stated'),
        open: count('open') / count('stated'),
        silent: count('silent') / (scores.length - count('stated')),
        value: count('value') / scores.length,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
