import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

/** How one review or message to support sounds. */
export interface TextFeeling {
  readonly customerId: CustomerId;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** From −1 (negative) to 1 (positive). */
  readonly feeling: number;
}

/** Replaces what is known of how texts sound, all or nothing. */
export async function writeFeelings({ connection }: Warehouse, feelings: readonly TextFeeling[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE new_feelings AS SELECT * FROM feelings LIMIT 0');
  await appendFeelings(connection, 'new_feelings', feelings);
  await connection.run('BEGIN');
  try {
    await connection.run('DELETE FROM feelings; INSERT INTO feelings SELECT * FROM new_feelings');
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}

/** Adds rows to a temporary table with the columns of `feelings`. */
export async function appendFeelings(
  connection: Warehouse['connection'],
  table: string,
  feelings: readonly TextFeeling[],
): Promise<void> {
  const appender = await connection.createAppender(table, null, 'temp');
  for (const { customerId, time, feeling } of feelings) {
    appender.appendVarchar(customerId);
    appender.appendTimestamp(timestampFromDate(new Date(time)));
    appender.appendDouble(feeling);
    appender.endRow();
  }
  appender.closeSync();
}

const feelingsQuery = `
  SELECT customer_id AS "customerId", epoch_ms(time)::DOUBLE AS time, feeling
  FROM feelings WHERE time < $before ORDER BY customer_id, time`;

/** How what was written before that moment sounds, by customer, oldest first. */
export async function readFeelings(warehouse: Warehouse, span: { before: Date }): Promise<TextFeeling[]> {
  const reader = await warehouse.connection.runAndReadAll(feelingsQuery, { before: timestampFromDate(span.before) });
  return reader.getRowObjects() as unknown as TextFeeling[];
}
