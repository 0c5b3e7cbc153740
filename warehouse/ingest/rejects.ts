import type { DuckDBConnection } from '@duckdb/node-api';
import type { IngestReport } from './report.ts';
import type { Spool } from './spool.ts';

/** A reject's first letter may make a spreadsheet take it for a formula (OWASP ASVS 1.2.10): a ' before it keeps it text. */
const asText = (row: string) =>
  `CASE WHEN regexp_matches(${row}, '^[=+@\\t\\r\\n-]|^[＝＋－＠]') THEN '''' || ${row} ELSE ${row} END`;

const rejectedRows = `
  SELECT staged.rowid + leads.lead AS line, reason, whole
  FROM staged ASOF JOIN read_csv($leads, auto_detect = false, header = false, delim = ',', new_line = '\\n', columns = {record: 'BIGINT', lead: 'BIGINT'}) leads ON staged.rowid >= leads.record
  WHERE reason IS NOT NULL`;

const malformedRows = `
  SELECT line, reason, whole
  FROM read_csv($malformed, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', new_line = '\\n',
    max_line_size = 4194304, parallel = false, columns = {line: 'BIGINT', reason: 'VARCHAR', whole: 'VARCHAR'})`;

/** Writes every row that was not read, by line, into a new CSV file `line,reason,row` at `path`. */
export async function writeRejects(connection: DuckDBConnection, spool: Spool, path: string): Promise<void> {
  const malformed = spool.malformed > 0 ? `UNION ALL (${malformedRows})` : '';
  await connection.run(
    `COPY (SELECT line, reason, ${asText('whole')} AS row FROM (${rejectedRows} ${malformed}) ORDER BY line)
     TO $path (FORMAT csv, HEADER true)`,
    { path, leads: spool.leadsPath, ...(spool.malformed > 0 ? { malformed: spool.malformedPath } : {}) },
  );
}

const reasonsQuery = `
  SELECT split_part(reason, ': ', 1) AS what, count(*)::DOUBLE AS rows, arg_min(reason, rowid) AS first
  FROM staged WHERE reason IS NOT NULL GROUP BY what`;

/** How many rows were rejected for which reason, most frequent first, and the first value that was, where the reason is about one: `"15/02/2026"`. */
export async function countReasons(
  connection: DuckDBConnection,
  spool: Spool,
): Promise<Pick<IngestReport, 'reasons' | 'examples'>> {
  const staged = (await connection.runAndReadAll(reasonsQuery)).getRows() as [string, number, string][];
  const counts: [string, number][] = [
    ...spool.malformedReasons,
    ...staged.map(([what, rows]): [string, number] => [what, rows]),
  ];
  return {
    reasons: Object.fromEntries(counts.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))),
    examples: Object.fromEntries(
      staged.filter(([what, , first]) => first !== what).map(([what, , first]) => [what, first.slice(what.length + 2)]),
    ),
  };
}
