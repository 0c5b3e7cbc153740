import { createReadStream, existsSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../config/index.ts';
import type { LabelledText } from './label.ts';
import { readLabels } from './label-column.ts';

/** The texts of a CSV or TSV file, plain or gzipped, in its order; an empty cell is an empty text. Throws a UserError when the file, the column or every row is missing. */
export async function readTexts(path: string, textColumn: string): Promise<string[]> {
  const [texts] = await readColumns(path, [textColumn]);
  return texts!.map((text) => text ?? '');
}

/** The rows of such a file that have a label; how labels are read: label-column.ts. */
export async function readLabelledTexts(
  path: string,
  { textColumn, labelColumn }: { readonly textColumn: string; readonly labelColumn: string },
): Promise<LabelledText[]> {
  const [texts, cells] = await readColumns(path, [textColumn, labelColumn]);
  const labels = readLabels(cells!, labelColumn);
  const labelled = texts!.flatMap((text, row) => {
    const label = labels[row];
    return label === undefined ? [] : [{ text: text ?? '', label }];
  });
  if (labelled.length === 0) throw new UserError(`${path} has no row with a label in the column ${labelColumn}`);
  return labelled;
}

/** In bytes. A longer record means that the file is not what it seems. */
const longestRecord = 2 ** 21;

type Column = (string | null)[];

async function readColumns(path: string, columns: readonly string[]): Promise<Column[]> {
  const start = await readStart(path);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const source = `read_csv($path, header = true, all_varchar = true, delim = $delimiter, quote = '"', escape = '"', comment = '',
      nullstr = '', max_line_size = ${longestRecord}, compression = '${start.gzipped ? 'gzip' : 'none'}')`;
    const bound = { path, delimiter: delimiterOf(start.header, columns) };
    const header = (await connection.runAndReadAll(`SELECT * FROM ${source} LIMIT 0`, bound)).columnNames();
    const chosen = columns.map((column) => `"${findColumn(header, column, path).replaceAll('"', '""')}"`);
    return await readRows(connection, `SELECT ${chosen.join(', ')} FROM ${source}`, bound, {
      path,
      columns: columns.length,
    });
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${path} cannot be read: ${firstWords(error as Error)}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readRows(
  connection: DuckDBConnection,
  query: string,
  bound: Record<string, string>,
  file: { readonly path: string; readonly columns: number },
): Promise<Column[]> {
  const result = await connection.stream(query, bound);
  const read: Column[] = Array.from({ length: file.columns }, () => []);
  for await (const rows of result.yieldRows()) {
    for (const row of rows) {
      for (let c = 0; c < file.columns; c++) read[c]!.push(row[c] as string | null);
    }
  }
  if (read[0]!.length === 0) throw new UserError(`${file.path} has a header and no rows below it`);
  return read;
}

function findColumn(header: readonly string[], column: string, path: string): string {
  const found = header.find((name) => name === column) ?? header.find((name) => name.trim() === column.trim());
  if (found === undefined) throw new UserError(`${path} has no column ${column}; its columns are ${header.join(', ')}`);
  return found;
}

/** The first line of the file, and whether the file is gzipped. A gzip file is read through, because DuckDB takes one that was cut off for a whole one. */
async function readStart(path: string): Promise<{ header: string; gzipped: boolean }> {
  if (!existsSync(path)) throw new UserError(`there is no file ${path}`);
  const found = statSync(path);
  if (!found.isFile()) throw new UserError(`${path} is not a file: name the CSV or TSV file that is to be read`);
  if (found.size === 0) throw new UserError(`${path} is empty (0 bytes)`);
  try {
    const head = await firstChunk(createReadStream(path, { end: headBytes }));
    const gzipped = head[0] === 0x1f && head[1] === 0x8b;
    const text = gzipped ? await inflateWhole(path, found.size) : head;
    if (text.includes(0)) throw new UserError(`${path} is no text: export it as CSV in UTF-8`);
    return {
      header: text
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .split(/\r?\n/, 1)[0]!,
      gzipped,
    };
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${path} cannot be read: ${firstWords(error as Error)}`);
  }
}

const headBytes = 2 ** 18;
/** A gzip file may unpack to this many bytes, and, once they are many, to this many times its own size: more is a bomb. */
const mostInflated = 2 ** 31;
const mostInflation = 100;
const smallInflated = 2 ** 26;

async function firstChunk(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const chunk of stream) return chunk;
  return Buffer.alloc(0);
}

/** Unpacks all of it to see that it is whole, and returns its beginning. */
async function inflateWhole(path: string, packed: number): Promise<Buffer> {
  const head: Buffer[] = [];
  let inflated = 0;
  const packedFile = createReadStream(path);
  const stream = packedFile.pipe(createGunzip());
  packedFile.on('error', (error) => stream.destroy(error));
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (inflated < headBytes) head.push(chunk);
    inflated += chunk.length;
    if (inflated > mostInflated || (inflated > smallInflated && inflated > mostInflation * packed)) {
      packedFile.destroy();
      throw new UserError(
        `${path} unpacks to far more than a file of texts should: unpack it yourself if you trust it`,
      );
    }
  }
  return Buffer.concat(head);
}

/** The delimiter that splits the header into a column of the name asked for, and into the most columns. */
function delimiterOf(header: string, columns: readonly string[]): string {
  const split = [',', '\t', ';', '|'].map((delimiter) => {
    const names = header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    return { delimiter, known: columns.filter((column) => names.includes(column)).length, columns: names.length };
  });
  split.sort((a, b) => b.known - a.known || b.columns - a.columns);
  return split[0]!.delimiter;
}

/** DuckDB's messages go on with hints about its own options. */
function firstWords(error: Error): string {
  return error.message.split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ').slice(0, 200);
}
