import type { DuckDBConnection } from '@duckdb/node-api';
import { Bindings } from './bindings.ts';
import type { Spool } from './spool.ts';
import { stageCustomers } from './stage-customers.ts';
import { stageEvents } from './stage-events.ts';
import { stageProducts } from './stage-products.ts';

/** What the rows are judged by. */
export interface Judgement {
  /** Later moments are in the future. */
  readonly latest: Date;
  readonly customerKey: string;
}

const stagings = { events: stageEvents, products: stageProducts, customers: stageCustomers };

/**
 * Reads the spool into the temporary table `staged`, a row a record in the file's order (rowid counts from 0). `reason` says why a
 * row is rejected, with `: ` before the value that it is about, and `whole` is then the row as it stood; both are NULL for a good row.
 */
export async function stage(connection: DuckDBConnection, spool: Spool, judgement: Judgement): Promise<void> {
  const bindings = new Bindings();
  const query = stagings[spool.plan.kind](spool, judgement, bindings);
  await connection.run(`CREATE TEMP TABLE staged AS ${query}`, bindings.values);
}
