import type { DuckDBConnection } from '@duckdb/node-api';
import { UserError } from '../../config/index.ts';
import type { Mapping } from './mapping.ts';

/** Tries the patterns that a mapping holds before anything is read with them: only the engine knows what it takes. */
export async function tryPatterns(connection: DuckDBConnection, mapping: Mapping): Promise<void> {
  const { timestamp_format: format, cancelled_when: cancelled, charge_when: charge } = mapping;
  const tries: [key: string, query: string, pattern: string | undefined][] = [
    ['timestamp_format', `SELECT try_strptime('', $pattern)`, format.includes('%') ? format : undefined],
    ['cancelled_when', `SELECT regexp_matches('', $pattern)`, cancelled?.matching ?? cancelled?.not_matching],
    ['charge_when', `SELECT regexp_matches('', $pattern)`, charge?.matching ?? charge?.not_matching],
  ];
  for (const [key, query, pattern] of tries) {
    if (pattern === undefined) continue;
    try {
      await connection.run(query, { pattern });
    } catch (error) {
      const [what] = (error as Error).message.split('\n');
      throw new UserError(`the mapping’s ${key} cannot be used: ${JSON.stringify(pattern)}: ${what}`);
    }
  }
}
