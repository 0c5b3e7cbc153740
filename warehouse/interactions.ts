import { selectColumns } from './columns.ts';
import type { CustomerId, EventType, ProductId } from './event.ts';
import type { Warehouse } from './open.ts';
import { beginningOfTime, timestampFromDate } from './time.ts';

/** What customers did with products, oldest first (then by customer, then product). Row i is one event. */
export interface Interactions {
  readonly customers: readonly CustomerId[];
  readonly products: readonly ProductId[];
  /** Indices into `customers` and `products`. */
  readonly customer: Int32Array;
  readonly product: Int32Array;
  /** Milliseconds since 1970, UTC. */
  readonly time: Float64Array;
  readonly type: readonly EventType[];
  /** NaN where the event has none. */
  readonly quantity: Float64Array;
  readonly unitPrice: Float64Array;
  readonly rating: Float64Array;
  readonly order: readonly (string | null)[];
}

/** Ids that are whole numbers sort as numbers, so that files with numeric ids keep the order that their owners expect. */
const interactionsQuery = `
  SELECT customer_id, product_id, epoch_ms(time)::DOUBLE, type, quantity::DOUBLE, unit_price::DOUBLE,
         (properties->>'$.rating')::DOUBLE, order_id
  FROM events
  WHERE product_id IS NOT NULL AND time >= $from AND time < $before
    AND (type IN ('product_viewed', 'product_added', 'product_liked', 'review_posted', 'order_refunded')
         OR event_id IN (SELECT event_id FROM order_lines))
  ORDER BY time, try_cast(customer_id AS BIGINT), customer_id, try_cast(product_id AS BIGINT), product_id, event_id`;

/** The events with a product and a time in [from, before). Nothing at or after `before` can be seen through this door. */
export async function readInteractions(
  warehouse: Warehouse,
  span: { from?: Date; before: Date },
): Promise<Interactions> {
  const [customerIds, productIds, time, type, quantity, unitPrice, rating, order] = await selectColumns(
    warehouse.connection,
    interactionsQuery,
    { from: timestampFromDate(span.from ?? beginningOfTime), before: timestampFromDate(span.before) },
    ['word', 'word', 'float64', 'word', 'float64', 'float64', 'float64', 'word'],
  );
  const [customers, customer] = indexed(customerIds as CustomerId[]);
  const [products, product] = indexed(productIds as ProductId[]);
  return {
    customers,
    products,
    customer,
    product,
    time,
    type: type as EventType[],
    quantity,
    unitPrice,
    rating,
    order,
  };
}

/** The distinct ids in order of first appearance, and for each row its id's index. */
function indexed<Id extends string>(ids: readonly Id[]): [Id[], Int32Array] {
  const index = new Map<Id, number>();
  const rows = new Int32Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    let known = index.get(id);
    if (known === undefined) {
      known = index.size;
      index.set(id, known);
    }
    rows[row] = known;
  }
  return [[...index.keys()], rows];
}
