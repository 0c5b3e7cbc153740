import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** The array a column is read into. A `word` is a text that stands in many rows. */
type ColumnKind = 'int32' | 'float64' | 'text' | 'word';
type ColumnOf<K extends ColumnKind> = K extends 'int32'
  ? Int32Array
  : K extends 'float64'
    ? Float64Array
    : (string | null)[];

interface Values {
  getItem(item: number): unknown;
}

/** A column that is read chunk by chunk. */
interface Growing {
  append(values: Values, count: number): void;
  /** All that was appended, once. */
  whole(): ColumnOf<ColumnKind>;
}

const growing: Readonly<Record<ColumnKind, () => Growing>> = {
  int32: () =>
    numbers(
      (length) => new Int32Array(length),
      () => {
        throw new Error('a column of a query for whole numbers holds NULL');
      },
    ),
  float64: () =>
    numbers(
      (length) => new Float64Array(length),
      () => Number.NaN,
    ),
  text: () => texts((text) => text),
  word: () => texts(keptOnce()),
};

/**
 * Runs a query and returns its columns, in order, as the arrays that `kinds` names, read as the query yields them: a table of millions of rows is in memory once.
 * Cast in SQL to INTEGER, DOUBLE or VARCHAR; a NULL in a numeric column is read as NaN (float64) and refused (int32).
 */
export async function selectColumns<const K extends readonly ColumnKind[]>(
  connection: DuckDBConnection,
  sql: string,
  values: Record<string, DuckDBValue>,
  kinds: K,
): Promise<{ [I in keyof K]: ColumnOf<K[I]> }> {
  const result = await connection.stream(sql, values);
  const columns = kinds.map((kind) => growing[kind]());
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const [index, column] of columns.entries()) column.append(chunk.getColumnVector(index), chunk.rowCount);
  }
  return columns.map((column) => column.whole()) as { [I in keyof K]: ColumnOf<K[I]> };
}

/** Numbers are gathered in blocks of so many, and the blocks let go as they are put together. */
const blockRows = 1 << 16;

function numbers<A extends Int32Array | Float64Array>(make: (length: number) => A, ofNull: () => number): Growing {
  const blocks: A[] = [];
  let rows = 0;
  return {
    append(values, count) {
      for (let item = 0; item < count; item++, rows++) {
        const at = rows % blockRows;
        if (at === 0) blocks.push(make(blockRows));
        blocks[blocks.length - 1]![at] = (values.getItem(item) as number | null) ?? ofNull();
      }
    },
    whole() {
      const column = make(rows);
      for (let row = 0; row < rows; row += blockRows) {
        column.set(blocks.shift()!.subarray(0, Math.min(blockRows, rows - row)), row);
      }
      return column;
    },
  };
}

function texts(kept: (text: string) => string): Growing {
  const column: (string | null)[] = [];
  return {
    append(values, count) {
      for (let item = 0; item < count; item++) {
        const text = values.getItem(item) as string | null;
        column.push(text === null ? null : kept(text));
      }
    },
    whole: () => column,
  };
}

/** Gives the same string for all that are alike, so that of each one is in memory. */
function keptOnce(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first !== undefined) return first;
    known.set(text, text);
    return text;
  };
}
