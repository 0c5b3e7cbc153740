import { selectColumns } from './columns.ts';
import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

const returnsQuery = `
  SELECT customer_id, sum(quantity * unit_price)::DOUBLE AS value
  FROM events
  WHERE type = 'order_refunded' AND time < $before AND quantity > 0 AND unit_price > 0
  GROUP BY customer_id`;

/** What was given back to each customer before the moment, in the currency's main unit; those who got nothing back are left out. */
export async function readReturns(
  warehouse: Warehouse,
  { before }: { readonly before: Date },
): Promise<ReadonlyMap<CustomerId, number>> {
  const [ids, value] = await selectColumns(warehouse.connection, returnsQuery, { before: timestampFromDate(before) }, [
    'text',
    'float64',
  ]);
  return new Map(ids.map((id, row) => [id as CustomerId, value[row]!]));
}
