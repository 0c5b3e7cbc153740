import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../config/index.ts';
import { migrate } from './migrations.ts';

/**
 * DuckDB takes four fifths of the machine's memory if it is let. What it needs beyond this, in MiB, for a sort or a join of millions of rows, it puts on disk beside the warehouse; each of its
 * threads needs some to get on at all.
 */
const memory = 1024 + 128 * availableParallelism();

/** An open warehouse. One process may hold it at a time. */
export interface Warehouse {
  readonly connection: DuckDBConnection;
  /** The folder that everything lies in; empty for a warehouse in memory. */
  readonly dataDir: string;
  close(): void;
}

/** Opens the warehouse in `dataDir`, makes it if there is none, and brings its schema up to date. `:memory:` makes one that is gone when closed. */
export async function openWarehouse(dataDir: string): Promise<Warehouse> {
  const inMemory = dataDir === ':memory:';
  const path = inMemory ? dataDir : join(dataDir, 'warehouse.duckdb');
  if (!inMemory) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const instance = await create(path);
  // What a killed run had spilled to disk; the lock on the warehouse is ours by now.
  if (!inMemory) rmSync(`${path}.tmp`, { recursive: true, force: true });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    // Timestamps are UTC wherever the machine stands; nothing is fetched while a shop's data is open.
    await connection.run(
      `SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false; SET autoload_known_extensions = false`,
    );
    await migrate(connection);
  } catch (error) {
    close();
    throw error;
  }
  return { connection, dataDir: inMemory ? '' : dataDir, close };
}

async function create(path: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, path === ':memory:' ? {} : { memory_limit: `${memory}MiB` });
  } catch (error) {
    const message = (error as Error).message;
    if (/lock/i.test(message)) {
      throw new UserError(`the warehouse ${path} is in use by another process: wait for it to end, or stop it`);
    }
    throw new UserError(`the warehouse ${path} cannot be opened: ${message.split('\n')[0]}`);
  }
}
