import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreCustomers, trainChurn } from '../../churn/index.ts';
import { simulateShop, writeShopFiles } from '../../demo/index.ts';
import { ingestFile, readOrders, withTemporaryWarehouse } from '../../warehouse/index.ts';

const day = 86_400_000;
/** As long as the intervals reach: so each next order, or that none came, is known. */
const daysAfter = 365;

/** How many customers' next order, or spend in the year, lay in the interval that was foretold. */
export interface Coverage {
  readonly customers: number;
  readonly nextOrder: number;
  /** Whose interval of the next order had no end. */
  readonly open: number;
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
      const model = await trainChurn(warehouse, { asOf, horizonDays: 90, seed: 7 });
      const scores = await scoreCustomers(model, warehouse, { asOf });
      const orders = await readOrders(warehouse, { from: asOf, before: end });
      const next = new Map<string, number>();
      const spent = new Map<string, number>();
      for (let row = orders.time.length - 1; row >= 0; row--) {
        const id = orders.customers[orders.customer[row]!]!;
        next.set(id, orders.time[row]!);
        spent.set(id, (spent.get(id) ?? 0) + orders.value[row]!);
      }
      const inside = scores.map((score) => {
        const time = next.get(score.customer_id) ?? Number.POSITIVE_INFINITY;
        const { expected_date_of_next_order_from: from, expected_date_of_next_order_until: until } = score;
        const begun = from === null ? time >= end.getTime() : time >= Date.parse(from);
        const value = spent.get(score.customer_id) ?? 0;
        return {
          nextOrder: begun && (until === null || time <= Date.parse(until)),
          open: until === null,
          value: value >= score.predicted_clv_low! && value <= score.predicted_clv_high!,
        };
      });
      const share = (is: 'nextOrder' | 'open' | 'value') => inside.filter((row) => row[is]).length / inside.length;
      return { customers: scores.length, nextOrder: share('nextOrder'), open: share('open'), value: share('value') };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
