import type { EventType } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

const mixQuery = `
  SELECT type, count(*)::DOUBLE AS count FROM events WHERE time >= $from AND time < $before GROUP BY type ORDER BY type`;

/** How many events of each type lie in [from, before); an order counts once a line. */
export async function readEventMix(
  { connection }: Warehouse,
  span: { readonly from: Date; readonly before: Date },
): Promise<Partial<Record<EventType, number>>> {
  const reader = await connection.runAndReadAll(mixQuery, {
    from: timestampFromDate(span.from),
    before: timestampFromDate(span.before),
  });
  return Object.fromEntries(reader.getRows());
}
