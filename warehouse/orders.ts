import { buyersTable, type Span, spanValues } from './buyers.ts';
import { selectColumns } from './columns.ts';
import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';

/** Orders, sorted by customer and then time. Row i of the arrays is one order. */
export interface Orders {
  /** Index → id, sorted by id. */
  readonly customers: readonly CustomerId[];
  /** Per order: index into `customers`. */
  readonly customer: Int32Array;
  /** Milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Sum of quantity × unit price, in the currency's main unit. */
  readonly value: Float64Array;
  readonly lines: Int32Array;
  /** Pieces. */
  readonly quantity: Float64Array;
}

/** Sums of decimals are exact: those of floats would hang on which thread was first. */
const ordersQuery = `
  WITH ${buyersTable}, orders AS (
    SELECT customer_id, min(time) AS time, sum(value::DECIMAL(38, 8))::DOUBLE AS value, count(*) AS lines,
           sum(quantity::DECIMAL(38, 4))::DOUBLE AS quantity, order_id
    FROM order_lines
    WHERE time >= $from AND time < $before
    GROUP BY customer_id, order_id
  )
  SELECT customer, epoch_ms(time)::DOUBLE, value, lines::INTEGER, quantity
  FROM orders JOIN buyers USING (customer_id) ORDER BY customer, time, order_id`;

const customersQuery = `WITH ${buyersTable} SELECT customer_id FROM buyers ORDER BY customer`;

/** The orders of the span. */
export async function readOrders(warehouse: Warehouse, span: Span): Promise<Orders> {
  const values = spanValues(span);
  const [customers] = await selectColumns(warehouse.connection, customersQuery, values, ['text']);
  const [customer, time, value, lines, quantity] = await selectColumns(warehouse.connection, ordersQuery, values, [
    'int32',
    'float64',
    'float64',
    'int32',
    'float64',
  ]);
  return { customers: customers as CustomerId[], customer, time, value, lines, quantity };
}
