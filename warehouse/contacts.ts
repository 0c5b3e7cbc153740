import { buyersTable, offsetsOf, type Span, spanValues } from './buyers.ts';
import { selectColumns } from './columns.ts';
import { appendFeelings, type TextFeeling } from './feelings.ts';
import type { Warehouse } from './open.ts';

/** What customers do besides ordering, and what the shop sends them. `felt` is a review or message with how it sounds. */
export const contactKinds = [
  'visit',
  'basket',
  'mail',
  'opened',
  'clicked',
  'unsubscribed',
  'coupon',
  'returned',
  'review',
  'message',
  'felt',
] as const;
export type ContactKind = (typeof contactKinds)[number];

/** One row a customer, UTC day and kind, sorted by customer and then time. A shop whose files hold nothing but orders has no rows. */
export interface Contacts {
  /** Customer i (an index into `Orders.customers` read up to the same moment) has the rows offsets[i] to offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** The first moment of that kind on that day, milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Index into `contactKinds`. */
  readonly kind: Uint8Array;
  /** `returned`: money, in the currency's main unit. `felt`: from −1 (negative) to 1 (positive). Otherwise 1. */
  readonly amount: Float64Array;
}

/** Numbers are places in `contactKinds`; a visit is whatever shows that the customer came by. */
const contactsQuery = `
  WITH ${buyersTable}, contacts AS (
    SELECT customer_id, time, unnest(CASE type
             WHEN 'product_viewed' THEN [0] WHEN 'product_liked' THEN [0] WHEN 'store_visited' THEN [0]
             WHEN 'product_added' THEN [0, 1]
             WHEN 'email_sent' THEN [2] WHEN 'email_opened' THEN [3] WHEN 'email_clicked' THEN [4]
             WHEN 'unsubscribed' THEN [5] WHEN 'coupon_redeemed' THEN [6] WHEN 'order_refunded' THEN [7]
             WHEN 'review_posted' THEN [8] WHEN 'support_message' THEN [9] END) AS kind,
           greatest(0, coalesce(quantity * unit_price, 0)) AS money, NULL AS feeling
    FROM events WHERE type <> 'order_completed' AND time < $before
    UNION ALL SELECT customer_id, time, 10, NULL, feeling FROM heard WHERE time < $before
  )
  SELECT customer, epoch_ms(min(time))::DOUBLE, kind,
         CASE kind WHEN 7 THEN sum(money)::DOUBLE WHEN 10 THEN avg(feeling) ELSE 1 END::DOUBLE
  FROM contacts JOIN buyers USING (customer_id)
  GROUP BY customer, kind, date_trunc('day', time)
  ORDER BY customer, min(time), kind`;

/**
 * The contacts before a moment of everybody with an order before it, `customers` in number. `feelings` count as contacts of kind `felt`, those at or after the moment left out;
 * whoever found them must not have read further than that either.
 */
export async function readContacts(
  warehouse: Warehouse,
  {
    customers,
    feelings,
    ...span
  }: Pick<Span, 'before' | 'every'> & { readonly customers: number; readonly feelings: readonly TextFeeling[] },
): Promise<Contacts> {
  const { connection } = warehouse;
  await connection.run('CREATE OR REPLACE TEMP TABLE heard AS SELECT * FROM feelings LIMIT 0');
  await appendFeelings(connection, 'heard', feelings);
  const [customer, time, kind, amount] = await selectColumns(connection, contactsQuery, spanValues(span), [
    'int32',
    'float64',
    'int32',
    'float64',
  ]);
  await connection.run('DROP TABLE heard');
  return { offsets: offsetsOf(customer, customers), time, kind: Uint8Array.from(kind), amount };
}
