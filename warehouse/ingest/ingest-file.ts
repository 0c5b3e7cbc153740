import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { millisecondsPerDay, type Progress, silent } from '../../config/index.ts';
import type { Warehouse } from '../open.ts';
import { apply } from './apply.ts';
import { customerKey } from './customer-key.ts';
import { findIngest } from './ingests.ts';
import { defaultLimits } from './limits.ts';
import type { Mapping } from './mapping.ts';
import { tryPatterns } from './patterns.ts';
import type { IngestReport } from './report.ts';
import { openSource, type Source } from './source.ts';
import { type Spool, spool } from './spool.ts';
import { inTurn } from './turns.ts';
import { inWorkspace } from './workspace.ts';

export interface IngestOptions {
  readonly path: string;
  /** Which column is what; without it the file must fit a preset. */
  readonly mapping?: Mapping;
  /** Where the rows go that cannot be read; without it, a file in the data folder. */
  readonly rejectsPath?: string;
  readonly onProgress?: Progress;
  /** Rows from more than a day after this moment are rejected as being in the future. */
  readonly clock?: () => Date;
}

/**
 * Reads a shop's CSV or TSV file, plain or gzipped, into the warehouse: all that can be read of it in one transaction, or nothing.
 * Reading a file again changes nothing. Throws a UserError with file and line for a file that is refused whole (docs/data-formats.md).
 */
export function ingestFile(warehouse: Warehouse, options: IngestOptions): Promise<IngestReport> {
  return inTurn(warehouse, () => ingest(warehouse, options));
}

async function ingest(
  warehouse: Warehouse,
  { path, mapping, rejectsPath, onProgress = silent, clock = () => new Date() }: IngestOptions,
): Promise<IngestReport> {
  if (mapping) await tryPatterns(warehouse.connection, mapping);
  const source = await openSource(path, defaultLimits, onProgress);
  try {
    return await inWorkspace(warehouse.dataDir, async (folder) => {
      const spooled = await spool(source, mapping, folder, defaultLimits);
      const digest = digestOf(source, spooled);
      const before = await findIngest(warehouse.connection, digest);
      const report = before
        ? { source: source.name, unchanged: true, ...before }
        : await apply(warehouse, {
            source,
            spool: spooled,
            digest,
            rejects: { draft: join(folder, 'rejects.csv'), asked: rejectsPath },
            judgement: {
              latest: new Date(clock().getTime() + millisecondsPerDay),
              customerKey: await customerKey(warehouse),
            },
            clock,
          });
      onProgress(report.read, report.read, 'rows');
      return report;
    });
  } finally {
    await source.close();
  }
}

/** The same file under another mapping is another reading. */
function digestOf(source: Source, { plan }: Spool): string {
  return createHash('sha256').update(source.digest()).update(JSON.stringify(plan.mapping)).digest('hex');
}
