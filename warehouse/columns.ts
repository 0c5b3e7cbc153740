import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** The array a column is read into. `number` columns must not hold NULL. */
type ColumnKind = 'int32' | 'float64' | 'text';
type ColumnOf<K extends ColumnKind> = K extends 'int32'
  ? Int32Array
  : K extends 'float64'
    ? Float64Array
    : (string | null)[];

/**
 * Runs a query and returns its columns, in order, as the arrays that `kinds` names.
 * Cast in SQL to INTEGER, DOUBLE or VARCHAR; a NULL in a numeric column is read as NaN (float64) and refused (int32).
 */
export async function selectColumns<const K extends readonly ColumnKind[]>(
  connection: DuckDBConnection,
  sql: string,
  values: Record<string, DuckDBValue>,
  kinds: K,
): Promise<{ [I in keyof K]: ColumnOf<K[I]> }> {
  const result = await connection.run(sql, values);
  const chunks = await result.fetchAllChunks();
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = kinds.map((kind, index) => {
    const column: Int32Array | Float64Array | (string | null)[] =
      kind === 'int32' ? new Int32Array(rows) : kind === 'float64' ? new Float64Array(rows) : new Array(rows);
    let row = 0;
    for (const chunk of chunks) {
      const vector = chunk.getColumnVector(index);
      for (let item = 0; item < chunk.rowCount; item++) {
        const value = vector.getItem(item);
        if (kind === 'text') column[row++] = value as string | null;
        else if (value === null && kind === 'int32')
          throw new Error(`column ${index} of a query for whole numbers holds NULL`);
        else column[row++] = value === null ? Number.NaN : (value as number);
      }
    }
    return column;
  });
  return columns as { [I in keyof K]: ColumnOf<K[I]> };
}
