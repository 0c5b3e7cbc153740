import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';

/** Every table that holds rows of customers. */
const tables = ['customers', 'identities', 'events', 'reviews', 'feelings', 'scores'] as const;

/** A row as JSON can hold it. */
export type Row = Readonly<Record<string, unknown>>;

/** The customer of that id, or whom an identity of that value (an e-mail address, a phone number, a card) belongs to; undefined for neither. */
export async function findCustomer(warehouse: Warehouse, idOrIdentity: string): Promise<CustomerId | undefined> {
  const asked = { asked: idOrIdentity };
  for (const table of tables) {
    const where = table === 'identities' ? 'customer_id = $asked OR value = $asked' : 'customer_id = $asked';
    const reader = await warehouse.connection.runAndReadAll(
      `SELECT customer_id FROM ${table} WHERE ${where} LIMIT 1`,
      asked,
    );
    if (reader.currentRowCount > 0) return reader.value(0, 0) as CustomerId;
  }
  return undefined;
}

/** Everything that the warehouse holds of one customer, by table. */
export async function readCustomerRows(warehouse: Warehouse, customer: CustomerId): Promise<Record<string, Row[]>> {
  const rows: Record<string, Row[]> = {};
  for (const table of tables) {
    const reader = await warehouse.connection.runAndReadAll(`SELECT * FROM ${table} WHERE customer_id = $customer`, {
      customer,
    });
    rows[table] = reader.getRowObjectsJson() as Row[];
  }
  return rows;
}

/** Deletes every row of one customer, all or none. Returns how many there were, by table. What the file still holds of them goes with `rewriteWarehouse`. */
export async function deleteCustomerRows(
  { connection }: Warehouse,
  customer: CustomerId,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await connection.run('BEGIN');
  try {
    for (const table of tables) {
      const reader = await connection.runAndReadAll(`DELETE FROM ${table} WHERE customer_id = $customer`, { customer });
      counts[table] = Number(reader.value(0, 0));
    }
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
  return counts;
}

/**
 * Writes the warehouse's file anew and puts it in the old one's place, whole or not at all: deleted rows lie in free blocks, in the log and in statistics until then.
 * The warehouse must be closed.
 */
export async function rewriteWarehouse(dataDir: string): Promise<void> {
  const path = join(dataDir, 'warehouse.duckdb');
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const quoted = (file: string) => `'${file.replaceAll("'", "''")}'`;
    await connection.run(`ATTACH ${quoted(path)} AS before; ATTACH ${quoted(unfinished)} AS after`);
    await connection.run('CHECKPOINT before');
    await connection.run('COPY FROM DATABASE before TO after');
    await connection.run('CHECKPOINT after; DETACH after; DETACH before');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  renameSync(unfinished, path);
  if (existsSync(`${path}.wal`)) rmSync(`${path}.wal`);
}
