import { type CustomerId, type ProductId, readInteractions, type Warehouse } from '../../warehouse/index.ts';
import { countingEvents } from '../history.ts';
import type { Recommender } from '../recommender.ts';
import type { NewOrder } from './profile.ts';

const returnsQuery = `
  SELECT DISTINCT product_id FROM events
  WHERE customer_id = $customer AND type = 'order_refunded' AND product_id IS NOT NULL`;

/** What the warehouse says of a customer and the recommender does not know: the orders (in a shop without orders: ratings, likes, views) after its training, and what the customer ever sent back. */
export async function eventsSinceTraining(
  warehouse: Warehouse,
  { history }: Recommender,
  customer: CustomerId,
  now: Date,
): Promise<{ readonly newOrders: readonly NewOrder[]; readonly returned: ReadonlySet<ProductId> }> {
  const events = await readInteractions(warehouse, { from: new Date(history.asOf), before: now });
  const counts = history.ordered ? events.type.map((type) => type === 'order_completed') : countingEvents(events);
  const own = [...events.customer.keys()].filter(
    (row) => events.customers[events.customer[row]!] === customer && counts[row],
  );
  const orders = Map.groupBy(own, (row) => events.order[row] ?? String(events.time[row]));
  const newOrders = [...orders.values()].map((rows) => ({
    time: new Date(events.time[rows[0]!]!),
    lines: rows.map((row) => ({
      product_id: events.products[events.product[row]!]!,
      quantity: events.quantity[row]!,
      price: events.unitPrice[row]!,
    })),
  }));
  const returns = await warehouse.connection.runAndReadAll(returnsQuery, { customer });
  return { newOrders, returned: new Set(returns.getRows().map(([product]) => product as ProductId)) };
}
