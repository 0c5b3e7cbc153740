import { quoteField, splitFields } from './fields.ts';
import type { IngestLimits } from './limits.ts';
import { lineBreaks } from './line-breaks.ts';
import { fieldTooLong, lineTooLong, quotedFieldTooLong, unclosedQuote } from './refusals.ts';

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/** Bytes with which a blank begins or ends (space, tab, the no-break space C2 A0), and the quote. */
const mayBeBlank = new Uint8Array(256);
for (const byte of [9, 32, 0xa0, 0xc2, quote]) mayBeBlank[byte] = 1;

/** What a block of bytes turned into; kept until it is written down. */
export interface SplitBlock {
  /** Well-formed records, every one ended by the splitter's line end. */
  readonly records: Buffer[];
  /** Lines `line,reason,record` in CSV. */
  readonly malformed: Buffer[];
  /** Lines `record,lead`: from that record on (counted from 0), a record's line number is its own number plus the lead. */
  readonly leads: string[];
}

/**
 * Cuts a CSV file's bytes into records (RFC 4180, any one-byte delimiter, records ended by LF, CRLF or CR): a quote opens a
 * quoted field only at the field's start, and is doubled inside. Runs of records that every reader understands alike are passed
 * on as they are; others (a quote inside an unquoted field, another line end) are written anew. Blank lines are left out.
 * Works on bytes: the text must be checked to be UTF-8, where no byte of a long character looks like a delimiter.
 */
export class RecordSplitter {
  /** Where the next record begins, counted from 1. */
  line: number;
  /** Well-formed records so far. */
  records = 0;
  malformed = 0;
  reasons = new Map<string, number>();
  hasQuotedLineBreaks = false;
  /** By column: 1 where a field may begin or end with a blank (or is quoted, and what stands inside was not looked at). */
  readonly untrimmed: Uint8Array;
  private lead = Number.NaN;
  private readonly classes = new Uint8Array(256);
  private readonly path: string;
  private readonly delimiter: string;
  private readonly columns: number;
  private readonly lineEnd: string;
  private readonly limits: IngestLimits;

  constructor(
    path: string,
    shape: { delimiter: string; columns: number; lineEnd: '\n' | '\r\n'; firstLine: number },
    limits: IngestLimits,
  ) {
    this.path = path;
    this.delimiter = shape.delimiter;
    this.columns = shape.columns;
    this.untrimmed = new Uint8Array(shape.columns);
    this.lineEnd = shape.lineEnd;
    this.line = shape.firstLine;
    this.limits = limits;
    for (const special of [lineFeed, carriageReturn, quote, shape.delimiter.charCodeAt(0)]) this.classes[special] = 1;
  }

  /** Splits `data`, which begins where a record begins, and returns how many bytes it has dealt with: all of them when `last`. */
  split(data: Buffer, last: boolean, into: SplitBlock): number {
    const { classes, columns, limits, untrimmed } = this;
    const delimiter = this.delimiter.charCodeAt(0);
    const crlf = this.lineEnd === '\r\n';
    const length = data.length;
    let line = this.line;
    let recordStart = 0;
    let fieldStart = 0;
    let fields = 1;
    /** Where the run of records that are passed on as they are began. */
    let runStart = 0;
    let unusual = false;
    let textAfterQuote = false;
    let position = 0;
    for (; position < length || (last && recordStart < length); position++) {
      if (position < length && classes[data[position]!] === 0) continue;
      const byte = position < length ? data[position]! : -1;
      if (byte === quote) {
        if (position !== fieldStart) {
          unusual = true;
          continue;
        }
        const closing = closingQuote(data, position, last);
        if (closing === -1) {
          if (last) throw unclosedQuote(this.path, line);
          if (length - position > limits.fieldBytes) throw quotedFieldTooLong(this.path, line, limits);
          break;
        }
        if (closing - position - 1 > limits.fieldBytes) throw quotedFieldTooLong(this.path, line, limits);
        const breaks = lineBreaks(data, position + 1, closing);
        if (breaks > 0) this.hasQuotedLineBreaks = true;
        line += breaks;
        position = closing;
        const next = closing + 1 < length ? data[closing + 1]! : lineFeed;
        if (next !== delimiter && next !== lineFeed && next !== carriageReturn) textAfterQuote = true;
        continue;
      }
      if (position - fieldStart > limits.fieldBytes + 2) throw fieldTooLong(this.path, line, limits, this.delimiter);
      if (position > fieldStart && (mayBeBlank[data[fieldStart]!] || mayBeBlank[data[position - 1]!])) {
        untrimmed[fields - 1] = 1;
      }
      if (byte === delimiter) {
        fields++;
        fieldStart = position + 1;
        continue;
      }
      // The record ends here.
      let ending = byte === -1 ? 0 : 1;
      if (byte === carriageReturn) {
        if (position + 1 === length && !last) break;
        if (data[position + 1] === lineFeed) ending = 2;
      }
      if (position - recordStart > limits.lineBytes) throw lineTooLong(this.path, this.line, limits);
      const usualEnd = crlf ? ending === 2 : ending === 1 && byte === lineFeed;
      const wellFormed = fields === columns && !textAfterQuote;
      if (position === recordStart || !wellFormed || unusual || !usualEnd) {
        if (runStart < recordStart) into.records.push(data.subarray(runStart, recordStart));
        runStart = position + ending;
        if (position > recordStart) {
          const record = data.subarray(recordStart, position);
          if (wellFormed) into.records.push(this.rewritten(record));
          else this.reject(record, textAfterQuote ? undefined : fields, into);
        }
      }
      if (wellFormed && position > recordStart) {
        if (this.line - this.records !== this.lead) {
          this.lead = this.line - this.records;
          into.leads.push(`${this.records},${this.lead}\n`);
        }
        this.records++;
      }
      position += ending - 1;
      recordStart = fieldStart = position + 1;
      fields = 1;
      unusual = textAfterQuote = false;
      this.line = ++line;
    }
    if (length - recordStart > limits.lineBytes + 1) throw lineTooLong(this.path, this.line, limits);
    if (runStart < recordStart) into.records.push(data.subarray(runStart, recordStart));
    return recordStart;
  }

  private rewritten(record: Buffer): Buffer {
    // latin1 keeps every byte as it is.
    const fields = splitFields(record.toString('latin1'), this.delimiter);
    const text = fields.map((field) => quoteField(field, this.delimiter)).join(this.delimiter);
    return Buffer.from(text + this.lineEnd, 'latin1');
  }

  private reject(record: Buffer, fields: number | undefined, into: SplitBlock): void {
    const reason = fields === undefined ? 'text after a closing quote' : 'wrong number of fields';
    const detail = fields === undefined ? '' : `: ${fields} where the header has ${this.columns}`;
    this.malformed++;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    const raw = record.toString('latin1').replaceAll('"', '""');
    into.malformed.push(Buffer.from(`${this.line},${reason}${detail},"${raw}"\n`, 'latin1'));
  }
}

/** The index of the quote that closes the field opened at `opening`; -1 when it does not stand in `data` for certain. */
function closingQuote(data: Buffer, opening: number, last: boolean): number {
  let from = opening + 1;
  for (;;) {
    const found = data.indexOf(quote, from);
    if (found === -1) return -1;
    if (found + 1 === data.length) return last ? found : -1;
    if (data[found + 1] !== quote) return found;
    from = found + 2;
  }
}
