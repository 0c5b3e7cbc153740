import { millisecondsPerDay } from '../config/index.ts';
import type { CustomerId, ProductId } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

/** What a customer did lately. Prices are in the currency's main unit. */
export interface CustomerActivity {
  readonly lastOrderChannel: string | null;
  /** The hour of the day (UTC) in which most of their orders of the last year were placed; null below three orders. */
  readonly usualHour: number | null;
  /** Products that they looked at, put in the basket or liked within 30 days, did not buy since, and that can be bought for less now; the latest first. */
  readonly cheaper: readonly {
    readonly productId: ProductId;
    readonly title: string | null;
    readonly price: number;
    readonly before: number;
  }[];
}

const ordersQuery = `
  WITH orders AS (
    SELECT customer_id, order_id, min(time) AS time, any_value(channel) AS channel
    FROM order_lines WHERE time < $before GROUP BY ALL
  )
  SELECT customer_id AS "customer", arg_max(channel, time) AS "channel",
         CASE WHEN count(*) FILTER (time >= $year_before) >= 3 THEN mode(hour(time) ORDER BY time) FILTER (time >= $year_before) END::DOUBLE AS "hour"
  FROM orders GROUP BY 1`;

/** The price of then is the event's own: files that tell none tell of no fall. */
const cheaperQuery = `
  WITH looked AS (
    SELECT customer_id, product_id, arg_max(unit_price, time)::DOUBLE AS before, max(time) AS time
    FROM events
    WHERE type IN ('product_viewed', 'product_added', 'product_liked') AND time >= $month_before AND time < $before AND unit_price > 0
    GROUP BY ALL
  )
  SELECT customer_id AS "customer", product_id AS "productId", title, price::DOUBLE AS price, before
  FROM looked JOIN products USING (product_id)
  WHERE price > 0 AND price < before AND coalesce(stock, 1) > 0
    AND NOT EXISTS (
      SELECT 1 FROM order_lines AS bought
      WHERE bought.customer_id = looked.customer_id AND bought.product_id = looked.product_id AND bought.time >= looked.time AND bought.time < $before
    )
  ORDER BY looked.time DESC, product_id`;

const days = (before: Date, count: number) =>
  timestampFromDate(new Date(before.getTime() - count * millisecondsPerDay));

/** What every customer did lately, as it was known at `before`. Who has done nothing is not in it. */
export async function readActivity(
  { connection }: Warehouse,
  { before }: { readonly before: Date },
): Promise<Map<CustomerId, CustomerActivity>> {
  const until = timestampFromDate(before);
  const rowsOf = async <Row>(query: string, values: Parameters<typeof connection.runAndReadAll>[1]) =>
    (await connection.runAndReadAll(query, values)).getRowObjects() as unknown as Row[];
  const orders = await rowsOf<{ customer: CustomerId; channel: string | null; hour: number | null }>(ordersQuery, {
    before: until,
    year_before: days(before, 365),
  });
  const cheaper = await rowsOf<{ customer: CustomerId } & CustomerActivity['cheaper'][0]>(cheaperQuery, {
    before: until,
    month_before: days(before, 30),
  });
  const found = new Map<CustomerId, CustomerActivity>();
  for (const { customer, channel, hour } of orders) {
    found.set(customer, { lastOrderChannel: channel, usualHour: hour, cheaper: [] });
  }
  for (const { customer, ...product } of cheaper) {
    const known = found.get(customer) ?? { lastOrderChannel: null, usualHour: null, cheaper: [] };
    found.set(customer, { ...known, cheaper: [...known.cheaper, product] });
  }
  return found;
}
