import { buyersTable, offsetsOf, type Span, spanValues } from './buyers.ts';
import { selectColumns } from './columns.ts';
import type { ProductId } from './event.ts';
import type { Warehouse } from './open.ts';

/** Who bought which product when: one row a customer, product and UTC day, sorted by customer, then product, then time. Lines without a product (charges) are left out. */
export interface Purchases {
  /** Index → id, sorted by id. */
  readonly products: readonly ProductId[];
  /** Customer i (an index into `Orders.customers` read up to the same moment) has the rows offsets[i] to offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** Index into `products`. */
  readonly product: Int32Array;
  /** Milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Pieces. */
  readonly quantity: Float64Array;
  /** In the currency's main unit; 0 where the files hold no price. */
  readonly value: Float64Array;
}

const purchasesQuery = `
  WITH ${buyersTable}
  SELECT customer, (dense_rank() OVER (ORDER BY product_id) - 1)::INTEGER AS product, epoch_ms(min(time))::DOUBLE AS time,
         sum(quantity::DECIMAL(38, 4))::DOUBLE, coalesce(sum(value::DECIMAL(38, 8)), 0)::DOUBLE
  FROM order_lines JOIN buyers USING (customer_id)
  WHERE time < $before AND product_id IS NOT NULL
  GROUP BY customer, product_id, date_trunc('day', time)
  ORDER BY customer, product, time`;

const productsQuery = `
  WITH ${buyersTable}
  SELECT DISTINCT product_id FROM order_lines JOIN buyers USING (customer_id)
  WHERE time < $before AND product_id IS NOT NULL ORDER BY product_id`;

/** What was bought before a moment. */
export async function readPurchases(
  warehouse: Warehouse,
  { customers, ...span }: Pick<Span, 'before' | 'every'> & { readonly customers: number },
): Promise<Purchases> {
  const values = spanValues(span);
  const [products] = await selectColumns(warehouse.connection, productsQuery, values, ['text']);
  const [customer, product, time, quantity, value] = await selectColumns(warehouse.connection, purchasesQuery, values, [
    'int32',
    'int32',
    'float64',
    'float64',
    'float64',
  ]);
  return { products: products as ProductId[], offsets: offsetsOf(customer, customers), product, time, quantity, value };
}
