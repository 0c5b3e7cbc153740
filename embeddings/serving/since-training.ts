import {
  type CustomerId,
  type ProductId,
  readInteractions,
  readProfiles,
  type Warehouse,
} from '../../warehouse/index.ts';
import { countingEvents } from '../history.ts';
import type { Recommender } from '../recommender.ts';
import type { NewOrder } from './profile.ts';
import { segmentTrends } from './segment-trends.ts';

/** What the warehouse says of a customer and the recommender does not know. */
export interface SinceTraining {
  /** The orders (in a shop without orders: ratings, likes, views) after its training. */
  readonly newOrders: readonly NewOrder[];
  /** What the customer ever sent back. */
  readonly returned: ReadonlySet<ProductId>;
  /** What sells to customers of the same locale, by item number; undefined where the customer file tells none. */
  readonly sellsToLikes: Float32Array | undefined;
}

const returnsQuery = `
  SELECT DISTINCT customer_id, product_id FROM events
  WHERE type = 'order_refunded' AND product_id IS NOT NULL`;

/** Reads what happened since the training, once for all customers; the function that it gives answers for one of them. */
export async function readSinceTraining(
  warehouse: Warehouse,
  recommender: Recommender,
  now: Date,
): Promise<(customer: CustomerId) => SinceTraining> {
  const { history } = recommender;
  const events = await readInteractions(warehouse, { from: new Date(history.asOf), before: now });
  const counts = history.ordered ? events.type.map((type) => type === 'order_completed') : countingEvents(events);
  const rows = Map.groupBy(
    [...events.customer.keys()].filter((row) => counts[row]),
    (row) => events.customers[events.customer[row]!]!,
  );
  const returns = await warehouse.connection.runAndReadAll(returnsQuery);
  const returned = Map.groupBy(returns.getRows(), ([customer]) => customer as CustomerId);
  const profiles = await readProfiles(warehouse);
  const localeOf = (customer: CustomerId) => profiles.get(customer)?.locale ?? null;
  const trends = segmentTrends(recommender, localeOf);
  return (customer) => {
    const orders = Map.groupBy(rows.get(customer) ?? [], (row) => events.order[row] ?? String(events.time[row]));
    return {
      newOrders: [...orders.values()].map((lines) => ({
        time: new Date(events.time[lines[0]!]!),
        lines: lines.map((row) => ({
          product_id: events.products[events.product[row]!]!,
          quantity: events.quantity[row]!,
          price: events.unitPrice[row]!,
        })),
      })),
      returned: new Set((returned.get(customer) ?? []).map(([, product]) => product as ProductId)),
      sellsToLikes: trends.get(localeOf(customer) ?? ''),
    };
  };
}
