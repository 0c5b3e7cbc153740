import { buyersTable, offsetsOf } from './buyers.ts';
import { selectColumns } from './columns.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

/** Who bought which product when: one row a customer, product and UTC day, sorted by customer, then product, then time. Lines without a product (charges) are left out. */
export interface Purchases {
  /** Customer i (an index into `Orders.customers` read up to the same moment) has the rows offsets[i] to offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** A number a product, from 0 on. */
  readonly product: Int32Array;
  /** Milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Pieces. */
  readonly quantity: Float64Array;
}

const purchasesQuery = `
  WITH ${buyersTable}
  SELECT customer, (dense_rank() OVER (ORDER BY product_id) - 1)::INTEGER AS product, epoch_ms(min(time))::DOUBLE AS time,
         sum(quantity)::DOUBLE
  FROM order_lines JOIN buyers USING (customer_id)
  WHERE time < $before AND product_id IS NOT NULL
  GROUP BY customer, product_id, date_trunc('day', time)
  ORDER BY customer, product, time`;

/** What was bought before a moment. */
export async function readPurchases(
  warehouse: Warehouse,
  { before, customers }: { readonly before: Date; readonly customers: number },
): Promise<Purchases> {
  const [customer, product, time, quantity] = await selectColumns(
    warehouse.connection,
    purchasesQuery,
    { before: timestampFromDate(before) },
    ['int32', 'int32', 'float64', 'float64'],
  );
  return { offsets: offsetsOf(customer, customers), product, time, quantity };
}
