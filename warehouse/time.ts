import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { Warehouse } from './open.ts';

/** A moment as DuckDB binds it: microseconds since 1970, UTC. */
export function timestampFromDate(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

/** Before anything that a shop's files hold. */
export const beginningOfTime = new Date(-8.64e15 / 100);

/** The times of the first and the last event, or undefined for a warehouse without events. */
export async function readTimeSpan(warehouse: Warehouse): Promise<{ first: Date; last: Date } | undefined> {
  const reader = await warehouse.connection.runAndReadAll(
    'SELECT epoch_ms(min(time))::DOUBLE, epoch_ms(max(time))::DOUBLE FROM events',
  );
  const [first, last] = reader.getRows()[0] as [number | null, number | null];
  return first === null || last === null ? undefined : { first: new Date(first), last: new Date(last) };
}
