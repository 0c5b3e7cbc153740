import { selectColumns } from './columns.ts';
import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

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

const ordersQuery = `
  WITH orders AS (
    SELECT customer_id, min(time) AS time, sum(value) AS value, count(*) AS lines, sum(quantity) AS quantity, order_id
    FROM order_lines
    WHERE time >= $from AND time < $before
    GROUP BY customer_id, order_id
  )
  SELECT (dense_rank() OVER (ORDER BY customer_id) - 1)::INTEGER, epoch_ms(time)::DOUBLE, value, lines::INTEGER, quantity
  FROM orders ORDER BY customer_id, time, order_id`;

const customersQuery = `
  SELECT DISTINCT customer_id FROM order_lines WHERE time >= $from AND time < $before ORDER BY customer_id`;

/** The orders with a time in [from, before). Nothing at or after `before` can be seen through this door. */
export async function readOrders(warehouse: Warehouse, span: { from?: Date; before: Date }): Promise<Orders> {
  const values = {
    from: timestampFromDate(span.from ?? new Date(-8.64e15 / 100)),
    before: timestampFromDate(span.before),
  };
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
