import type { DuckDBConnection } from '@duckdb/node-api';
import { timestampFromDate } from '../time.ts';
import type { IngestReport } from './report.ts';

const findQuery = `
  SELECT read::DOUBLE AS read, (accepted + duplicates)::DOUBLE AS known, rejected::DOUBLE AS rejected FROM ingests WHERE digest = $digest`;

/** What reading a file again comes to, when it was read before: every good row is there. */
export async function findIngest(
  connection: DuckDBConnection,
  digest: string,
): Promise<Omit<IngestReport, 'source' | 'unchanged'> | undefined> {
  const [found] = (await connection.runAndReadAll(findQuery, { digest })).getRows() as [number, number, number][];
  if (!found) return undefined;
  const [read, duplicates, rejected] = found;
  return { read, accepted: 0, duplicates, rejected, reasons: {}, examples: {} };
}

const recordQuery =
  'INSERT INTO ingests VALUES ($digest, $source, $finished, $read, $accepted, $duplicates, $rejected)';

export async function recordIngest(
  connection: DuckDBConnection,
  digest: string,
  finished: Date,
  { source, read, accepted, duplicates, rejected }: IngestReport,
): Promise<void> {
  await connection.run(recordQuery, {
    digest,
    source,
    finished: timestampFromDate(finished),
    read,
    accepted,
    duplicates,
    rejected,
  });
}
