import type { Bindings } from './bindings.ts';
import type { Mapping } from './mapping.ts';
import type { Origin, PlacedTest } from './plan.ts';
import type { Spool } from './spool.ts';

/** The columns of the spool, as SQL sees them: c0, c1, … all text, NULL where empty. */
export function spooledRows(spool: Spool, bindings: Bindings): string {
  const columns = Array.from({ length: spool.plan.columns }, (_, index) => `c${index}: 'VARCHAR'`).join(', ');
  // A boundary between two threads' parts of the file may fall inside a quoted field that holds line breaks.
  const parallel = !spool.hasQuotedLineBreaks;
  return `read_csv(${bindings.bind(spool.recordsPath)}, auto_detect = false, header = false, compression = 'none',
    delim = '${spool.plan.delimiter.replace("'", "''")}', quote = '"', escape = '"', nullstr = '', comment = '',
    new_line = '${spool.lineEnd === '\n' ? '\\n' : '\\r\\n'}', max_line_size = 4194304, parallel = ${parallel},
    columns = {${columns}})`;
}

/** Text without the blanks around it; NULL where there is none. */
export function cell(origin: Origin | undefined, spool: Spool, bindings: Bindings): string {
  return origin && 'column' in origin ? trimmed(origin.column, spool) : untrimmedCell(origin, bindings);
}

/** The text as it stands in the file, for what is looked at in few rows: trimming takes longer than all else that happens to a cell. */
export function untrimmedCell(origin: Origin | undefined, bindings: Bindings): string {
  if (!origin) return 'NULL::VARCHAR';
  return 'constant' in origin ? `${bindings.bind(origin.constant)}::VARCHAR` : `c${origin.column}`;
}

function trimmed(column: number, spool: Spool): string {
  return spool.untrimmed[column] ? withoutBlanks(`c${column}`) : `c${column}`;
}

/** NULL where only blanks are. */
export function withoutBlanks(text: string): string {
  return `nullif(trim(${text}, ' \t\r\n\u00a0'), '')`;
}

/** Whether a row passes a mapping's test; never NULL. */
export function passes(test: PlacedTest | undefined, spool: Spool, bindings: Bindings): string {
  if (!test) return 'false';
  const text = `coalesce(${trimmed(test.column, spool)}, '')`;
  if (test.equals !== undefined) return `${text} = ${bindings.bind(test.equals)}`;
  if (test.starts_with !== undefined) return `starts_with(${text}, ${bindings.bind(test.starts_with)})`;
  if (test.matching !== undefined) return `regexp_matches(${text}, ${bindings.bind(test.matching)})`;
  return `NOT regexp_matches(${text}, ${bindings.bind(test.not_matching!)})`;
}

/** The row as CSV, for the rejects file. */
export function wholeRow(spool: Spool): string {
  const delimiter = spool.plan.delimiter.replace("'", "''");
  const fields = Array.from({ length: spool.plan.columns }, (_, index) => {
    const text = `coalesce(c${index}, '')`;
    const special = [`'${delimiter}'`, `'"'`, 'chr(10)', 'chr(13)'].map((mark) => `contains(${text}, ${mark})`);
    return `CASE WHEN ${special.join(' OR ')} THEN '"' || replace(${text}, '"', '""') || '"' ELSE ${text} END`;
  });
  return `concat_ws('${delimiter}', ${fields.join(', ')})`;
}

/** NULL for what is no number or does not fit; rounded to four decimals. */
export function decimal(text: string, mapping: Mapping): string {
  return asNumber(text, mapping, 'DECIMAL(18,4)');
}

/** Why a text that is there gave no DECIMAL(18,4); for a CASE over rows whose `parsed` is NULL. */
export function numberFault(text: string, mapping: Mapping): string {
  const number = asNumber(text, mapping, 'DOUBLE');
  return `CASE WHEN ${number} IS NULL THEN 'unreadable number' WHEN NOT isfinite(${number}) THEN 'not a finite number'
               ELSE 'number too large' END`;
}

/** A finite number, or NULL. */
export function double(text: string, mapping: Mapping): string {
  const number = asNumber(text, mapping, 'DOUBLE');
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

/** The same as `decimal`, for prices: a currency's sign or code before or behind the number is passed over (`-£9.50`, `8,50 €`, `USD 5`, `99元`). */
export function money(text: string, mapping: Mapping): string {
  const currency = String.raw`(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3})`;
  const bare = String.raw`regexp_replace(regexp_replace(${text}, '^([-+]?)${blanks}${currency}${blanks}', '\1'), '${blanks}(?:${currency}|元)$', '')`;
  return `coalesce(${decimal(text, mapping)}, ${decimal(bare, mapping)})`;
}

const blanks = String.raw`[\s\p{Z}]*`;

function asNumber(text: string, mapping: Mapping, type: 'DECIMAL(18,4)' | 'DOUBLE'): string {
  // The first is the usual one, without a regular expression.
  return `coalesce(try_cast(${plainNumber(text, mapping)} AS ${type}), try_cast(${groupedNumber(text, mapping)} AS ${type}))`;
}

/** A number without marks between thousands, as SQL writes it. */
function plainNumber(text: string, mapping: Mapping): string {
  return mapping.decimal === ',' ? `CASE WHEN NOT contains(${text}, '.') THEN replace(${text}, ',', '.') END` : text;
}

/**
 * A number with marks between its thousands (`1,234.50`, `1.234,50`), as SQL writes it; NULL for anything else. Where the decimal mark is a point, `1,234` may be a decimal comma that the mapping
 * forgot, so that a mark between thousands is one before decimals only.
 */
function groupedNumber(text: string, mapping: Mapping): string {
  const thousands = (mark: string) => String.raw`[-+]?[1-9]\d{0,2}(?:[${mark}''’\p{Z}]\d{3})+`;
  const whole = mapping.decimal === ',' ? String.raw`${thousands('.')}(?:,\d+)?` : String.raw`${thousands(',')}\.\d+`;
  const bare = `regexp_replace(${text}, '[^0-9${mapping.decimal}+-]', '', 'g')`;
  return `CASE WHEN regexp_full_match(${text}, '${whole}') THEN replace(${bare}, ',', '.') END`;
}
