import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../config/index.ts';
import type { IngestLimits } from './limits.ts';
import type { Mapping } from './mapping.ts';
import { type Plan, planFor } from './plan.ts';
import { RecordSplitter, type SplitBlock } from './record-splitter.ts';
import { lineTooLong, unclosedQuote } from './refusals.ts';
import type { Source } from './source.ts';
import { refuseBinary, refuseOtherEncodings, textStart } from './text.ts';

/** A file's records, checked as text and written down in our own folder, so that nothing that DuckDB reads was made by others. */
export interface Spool {
  readonly plan: Plan;
  /** Well-formed records: CSV without a header, one dialect. */
  readonly recordsPath: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly hasQuotedLineBreaks: boolean;
  /** By column: 0 where no field begins or ends with a blank. */
  readonly untrimmed: Uint8Array;
  readonly records: number;
  /** CSV `line,reason,record`. */
  readonly malformedPath: string;
  readonly malformed: number;
  readonly malformedReasons: ReadonlyMap<string, number>;
  /** CSV `record,lead`: from that record on, a record's line number is its number (from 0) plus the lead. */
  readonly leadsPath: string;
}

/** Reads the source once and spools its records into `folder`. Throws a UserError with file and line for a file that is refused whole. */
export async function spool(
  source: Source,
  mapping: Mapping | undefined,
  folder: string,
  limits: IngestLimits,
): Promise<Spool> {
  const paths = {
    records: join(folder, 'records.csv'),
    malformed: join(folder, 'malformed.csv'),
    leads: join(folder, 'leads.csv'),
  };
  const files: FileHandle[] = [];
  try {
    for (const path of Object.values(paths)) files.push(await open(path, 'wx', 0o600));
    const [records, malformed, leads] = files as [FileHandle, FileHandle, FileHandle];
    const blocks = withLast(source.blocks());
    const first = await blocks.next();
    if (first.done) throw new UserError(`${source.path} is empty`);
    const { plan, lineEnd, firstLine, rest } = openText(source.path, first.value, mapping, limits);
    const { delimiter, columns } = plan;
    const splitter = new RecordSplitter(source.path, { delimiter, columns, lineEnd, firstLine }, limits);
    let carry = rest;
    let last = first.value.last;
    for (;;) {
      const into: SplitBlock = { records: [], malformed: [], leads: [] };
      const { line } = splitter;
      refuseBinary(carry, line, source.path);
      const consumed = splitter.split(carry, last, into);
      refuseOtherEncodings(carry.subarray(0, consumed), line, source.path);
      await writeAll(records, into.records);
      await writeAll(malformed, into.malformed);
      if (into.leads.length > 0) await writeAll(leads, [Buffer.from(into.leads.join(''))]);
      if (last) break;
      const next = await blocks.next();
      if (next.done) break;
      const left = carry.subarray(consumed);
      carry = left.length === 0 ? next.value.block : Buffer.concat([left, next.value.block]);
      last = next.value.last;
    }
    return {
      plan,
      recordsPath: paths.records,
      lineEnd,
      hasQuotedLineBreaks: splitter.hasQuotedLineBreaks,
      untrimmed: splitter.untrimmed,
      records: splitter.records,
      malformedPath: paths.malformed,
      malformed: splitter.malformed,
      malformedReasons: splitter.reasons,
      leadsPath: paths.leads,
    };
  } finally {
    for (const file of files) await file.close();
  }
}

/** Each block with whether it is the last one. */
async function* withLast(blocks: AsyncGenerator<Buffer>): AsyncGenerator<{ block: Buffer; last: boolean }, undefined> {
  let held: Buffer | undefined;
  for await (const block of blocks) {
    if (held) yield { block: held, last: false };
    held = block;
  }
  if (held) yield { block: held, last: true };
  return undefined;
}

/** What the first block tells: how the file is laid out, and where its data begin. */
function openText(
  path: string,
  { block, last }: { block: Buffer; last: boolean },
  mapping: Mapping | undefined,
  limits: IngestLimits,
): { plan: Plan; lineEnd: '\n' | '\r\n'; firstLine: number; rest: Buffer } {
  let text = textStart(block, path);
  let line = 1;
  while (text[0] === 10 || text[0] === 13) {
    line += text[0] === 10 || text[1] !== 10 ? 1 : 0;
    text = text.subarray(1);
  }
  if (text.length === 0) throw new UserError(`${path} is empty: it holds no line with text`);
  refuseBinary(text, line, path);
  const { end, ending, lines, openQuote } = firstRecord(text, `,;\t|${mapping?.delimiter ?? ''}`);
  if (openQuote && last) throw unclosedQuote(path, line);
  if (end > limits.lineBytes || (end === text.length && !last)) throw lineTooLong(path, line, limits);
  refuseOtherEncodings(text.subarray(0, end), line, path);
  const plan = planFor({ path, firstRecord: text.toString('utf8', 0, end), line, limits }, mapping);
  const lineEnd = ending === '\r\n' ? '\r\n' : '\n';
  return plan.hasHeader
    ? { plan, lineEnd, firstLine: line + lines, rest: text.subarray(end + ending.length) }
    : { plan, lineEnd, firstLine: line, rest: text };
}

/** The first record's length, its line end, and how many lines it takes, before its delimiter is known. */
function firstRecord(
  text: Buffer,
  delimiters: string,
): { end: number; ending: string; lines: number; openQuote: boolean } {
  let quoted = false;
  let lines = 1;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === 34) {
      // The second of two quotes opens the field again that the first one seemed to close.
      quoted = !quoted && (at === 0 || `"${delimiters}`.includes(String.fromCharCode(text[at - 1]!)));
    } else if (byte === 10 || byte === 13) {
      const ending = byte === 10 ? '\n' : text[at + 1] === 10 ? '\r\n' : '\r';
      if (!quoted) return { end: at, ending, lines, openQuote: false };
      if (ending !== '\r\n') lines++;
    }
  }
  return { end: text.length, ending: '', lines, openQuote: quoted };
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  for (const buffer of buffers.length > 1 ? [Buffer.concat(buffers)] : buffers) {
    for (let written = 0; written < buffer.length; ) {
      written += (await file.write(buffer, written, buffer.length - written)).bytesWritten;
    }
  }
}
