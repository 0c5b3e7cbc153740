import type { Warehouse } from './open.ts';
import { beginningOfTime, timestampFromDate } from './time.ts';

/** Whose rows are read, and of which time: [from, before). Nothing at or after `before` can be seen through the doors that take one. */
export interface Span {
  readonly from?: Date;
  readonly before: Date;
  /** 2 reads every second customer alone, 3 every third …, by the order of their ids. All by default. */
  readonly every?: number;
}

/** As the first of a query's tables, with `spanValues` bound: the customers with an order in the span, numbered as in `Orders.customers` read over the same. */
export const buyersTable = `
  buyers AS (
    SELECT customer_id, (place // $every::BIGINT)::INTEGER AS customer
    FROM (SELECT customer_id, row_number() OVER (ORDER BY customer_id) - 1 AS place
          FROM (SELECT DISTINCT customer_id FROM order_lines WHERE time >= $from AND time < $before))
    WHERE place % $every::BIGINT = 0
  )`;

export const spanValues = ({ from = beginningOfTime, before, every = 1 }: Span) => ({
  from: timestampFromDate(from),
  before: timestampFromDate(before),
  every,
});

/** How many customers have an order before the moment. */
export async function countBuyers({ connection }: Warehouse, before: Date): Promise<number> {
  const reader = await connection.runAndReadAll(
    'SELECT count(DISTINCT customer_id)::DOUBLE FROM order_lines WHERE time < $before',
    { before: timestampFromDate(before) },
  );
  return reader.value(0, 0) as number;
}

/** Where each customer's rows begin once they are sorted by customer, from the customers' numbers in any order; the last number is the number of rows. */
export function offsetsOf(customer: ArrayLike<number>, customers: number): Int32Array {
  const offsets = new Int32Array(customers + 1);
  for (let row = 0; row < customer.length; row++) offsets[customer[row]! + 1]!++;
  for (let index = 0; index < customers; index++) offsets[index + 1]! += offsets[index]!;
  return offsets;
}
