import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Warehouse } from '../open.ts';
import { applyCustomers } from './apply-customers.ts';
import { applyEvents } from './apply-events.ts';
import { applyProducts } from './apply-products.ts';
import { recordIngest } from './ingests.ts';
import { countReasons, writeRejects } from './rejects.ts';
import { placeOfRejects, publishRejects } from './rejects-file.ts';
import type { IngestReport } from './report.ts';
import type { Source } from './source.ts';
import type { Spool } from './spool.ts';
import { type Judgement, stage } from './stage.ts';

/** A spooled file on its way into the warehouse. */
interface Delivery {
  readonly source: Source;
  readonly spool: Spool;
  readonly digest: string;
  /** Where the rejects are written first, and where they were asked for. */
  readonly rejects: { readonly draft: string; readonly asked: string | undefined };
  readonly judgement: Judgement;
  readonly clock: () => Date;
}

const appliers = { events: applyEvents, products: applyProducts, customers: applyCustomers };

/**
 * Everything that a reading changes, in one transaction. The rejects are in their place before it is committed: a run that dies in
 * between writes them there again.
 */
export async function apply({ connection, dataDir }: Warehouse, delivery: Delivery): Promise<IngestReport> {
  const { source, spool, digest, clock } = delivery;
  let published: string | undefined;
  try {
    // Before the transaction: rows of a table that is not committed yet are not numbered from 0.
    await stage(connection, spool, delivery.judgement);
    await connection.run('BEGIN');
    const { reasons, examples } = await countReasons(connection, spool);
    const rejected = Object.values(reasons).reduce((sum, rows) => sum + rows, 0);
    const accepted = await appliers[spool.plan.kind](connection);
    const read = spool.records + spool.malformed;
    const counts = {
      source: source.name,
      unchanged: false,
      read,
      accepted,
      duplicates: read - accepted - rejected,
      rejected,
    };
    if (rejected > 0) {
      const place = await placeOfRejects(dataDir, source, digest, delivery.rejects.asked);
      if (place !== undefined) {
        await writeRejects(connection, spool, delivery.rejects.draft);
        await publishRejects(delivery.rejects.draft, place);
        published = place;
      }
    }
    await recordIngest(connection, digest, clock(), { ...counts, reasons, examples });
    await connection.run('COMMIT');
    return { ...counts, reasons, examples, ...(published === undefined ? {} : { rejectsFile: published }) };
  } catch (error) {
    // A failed COMMIT has rolled back already, and then there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => {});
    if (published !== undefined) await rm(published, { force: true });
    throw error;
  } finally {
    // A database that has failed for good takes no statement any more, and the error that says so is on its way.
    await dropTemporaryTables(connection).catch(() => {});
  }
}

const temporaryTables = `SELECT table_name FROM duckdb_tables() WHERE temporary`;

/** Of every step in between, so that the next file finds none of them. */
async function dropTemporaryTables(connection: DuckDBConnection): Promise<void> {
  for (const [name] of (await connection.runAndReadAll(temporaryTables)).getRows()) {
    await connection.run(`DROP TABLE temp."${String(name)}"`);
  }
}
