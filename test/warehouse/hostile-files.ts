import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What a file must come to: refused whole, with a message like this, or read, with these counts. */
type Outcome = RegExp | { readonly accepted: number; readonly rejected?: number; readonly duplicates?: number };

/** A file that means harm, or only looks as if: its content, or what to put at the path. */
export interface HostileFile {
  readonly what: string;
  readonly content: string | Uint8Array | ((path: string) => void);
  readonly name?: string;
  readonly outcome: Outcome;
}

const header = 'customer_id,timestamp,order_id,product_id,quantity,unit_price\n';
const row = 'c1,2026-01-02T03:04:05Z,o1,p1,1,2.50\n';
const good = header + row;
const bytes = (...parts: (string | number[] | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const one = (quantity: string, price = '1') => `${header}c1,2026-01-02T03:04:05Z,o1,p1,${quantity},${price}\n`;
const at = (time: string) => `${header}c1,${time},o1,p1,1,1\n`;
const wide = (columns: number) => Array.from({ length: columns - 2 }, (_, index) => `,x${index}`).join('');
const utf16 = (bigEndian: boolean, mark: boolean) => {
  const text = Buffer.from((mark ? '\ufeff' : '') + good, 'utf16le');
  return bigEndian ? text.swap16() : text;
};
/** Writes a gzip file of several parts, the last of them many times over: what it unpacks to takes no room anywhere. */
const packed = (path: string, parts: string[], times: number) => {
  const members = parts.map((part) => gzipSync(part));
  for (const member of members) appendFileSync(path, member);
  for (let more = 1; more < times; more++) appendFileSync(path, members.at(-1)!);
};

/** A row accepted, one in all. */
const read = { accepted: 1 };

export const hostileFiles: readonly HostileFile[] = [
  // What is no file of text.
  { what: 'a file that is not there', content: () => {}, outcome: /there is no file .*hostile/ },
  { what: 'an empty file', content: '', outcome: /is empty \(0 bytes\)/ },
  { what: 'blank lines alone', content: '\n\r\n\n', outcome: /is empty: it holds no line with text/ },
  { what: 'a byte order mark alone', content: '\ufeff', outcome: /is empty/ },
  { what: 'a folder', content: (path) => mkdirSync(path), outcome: /is a folder/ },
  { what: 'a pipe', content: (path) => execFileSync('mkfifo', [path]), outcome: /not a plain file but a pipe/ },
  { what: 'a link to itself', content: (path) => symlinkSync(path, path), outcome: /leads back to itself/ },
  { what: 'a link to nothing', content: (path) => symlinkSync(`${path}-gone`, path), outcome: /is a link to .*-gone/ },
  { what: 'a link to a device', content: (path) => symlinkSync('/dev/zero', path), outcome: /a pipe or a device/ },
  {
    what: 'a link to an empty device',
    content: (path) => symlinkSync('/dev/null', path),
    outcome: /a pipe or a device/,
  },
  {
    what: 'a link to a good file',
    content: (path) => {
      writeFileSync(`${path}.txt`, good);
      symlinkSync(`${path}.txt`, path);
    },
    outcome: read,
  },
  { what: 'zeros', content: Buffer.alloc(4096), outcome: /line 1: a NUL byte/ },
  {
    what: 'a gigabyte of nothing after a good row',
    content: (path) => {
      writeFileSync(path, good);
      truncateSync(path, 2 ** 30);
    },
    outcome: /line 3: a NUL byte/,
  },
  { what: 'a NUL in a field', content: `${good}c2,2026-01-02,o\0,p,1,1\n`, outcome: /line 3: a NUL byte/ },
  { what: 'a NUL in the header', content: `customer_id,time\0stamp\n${row}`, outcome: /line 1: a NUL byte/ },
  {
    what: 'a zip',
    content: bytes('PK\x03\x04', [20, 0, 0, 0], good),
    outcome: /line 1: .*zip archive or an Excel workbook/,
  },
  { what: 'an old Excel workbook', content: bytes([0xd0, 0xcf, 0x11, 0xe0], good), outcome: /old Excel workbook/ },
  { what: 'a PDF', content: `%PDF-1.7\n${good}`, outcome: /line 1: .*a PDF/ },
  { what: 'a Parquet file', content: `PAR1${good}`, outcome: /a Parquet file/ },
  { what: 'an SQLite database', content: `SQLite format 3\0${good}`, outcome: /an SQLite database/ },
  { what: 'zstd', content: bytes([0x28, 0xb5, 0x2f, 0xfd], good), outcome: /zstd-compressed/ },
  { what: 'xz', content: bytes([0xfd, 0x37, 0x7a, 0x58], good), outcome: /xz-compressed/ },
  {
    what: 'a picture',
    content: bytes([0x89], 'PNG\r\n', [0x1a, 10, 0, 0, 0, 13], 'IHDR'),
    outcome: /line \d: (not valid UTF-8|a NUL byte)/,
  },
  { what: 'a program', content: bytes([0x7f], 'ELF', [2, 1, 1, 0, 0, 0]), outcome: /line 1: a NUL byte/ },
  // Encodings.
  { what: 'UTF-16, little end first', content: utf16(false, true), outcome: /line 1: .*UTF-16/ },
  { what: 'UTF-16, big end first', content: utf16(true, true), outcome: /line 1: .*UTF-16/ },
  {
    what: 'UTF-16 without a mark',
    content: utf16(false, false),
    outcome: /line 1: a NUL byte, so the file is binary or in UTF-16/,
  },
  { what: 'UTF-32', content: bytes([0xff, 0xfe, 0, 0, 0x63, 0, 0, 0]), outcome: /line 1: .*UTF-16/ },
  {
    what: 'Latin-1',
    content: bytes(good, 'c1,2026-01-02,caf', [0xe9], ',p,1,1\n'),
    outcome: /line 3: not valid UTF-8/,
  },
  {
    what: 'GB18030',
    content: bytes(good, [0xb2, 0xe8, 0xb1, 0xad], ',2026-01-02,o,p,1,1\n'),
    outcome: /line 3: not valid UTF-8/,
  },
  {
    what: 'a character in too many bytes',
    content: bytes(good, 'c,2026-01-02,', [0xc0, 0xaf], ',p,1,1\n'),
    outcome: /line 3: not valid UTF-8/,
  },
  {
    what: 'half a surrogate',
    content: bytes(good, 'c,2026-01-02,', [0xed, 0xa0, 0x80], ',p,1,1\n'),
    outcome: /line 3: not valid UTF-8/,
  },
  {
    what: 'a character cut off by the end',
    content: bytes(good, 'c,2026-01-02,o,p,1,', [0xe2, 0x82]),
    outcome: /line 3: not valid UTF-8/,
  },
  {
    what: 'a header in another encoding',
    content: bytes('customer_id,timestamp,pr', [0xe9], 'f\n'),
    outcome: /line 1: not valid UTF-8/,
  },
  { what: 'a byte order mark', content: `\ufeff${good}`, outcome: read },
  // Packed.
  { what: 'gzip', content: gzipSync(good), outcome: read },
  { what: 'gzip in several parts', content: bytes(gzipSync(header), gzipSync(row)), outcome: read },
  { what: 'gzip of nothing', content: gzipSync(''), outcome: /is empty: a gzip file with nothing in it/ },
  { what: 'gzip that was cut off', content: gzipSync(good).subarray(0, 60), outcome: /gzip file that was cut off/ },
  {
    what: 'gzip with a wrong checksum',
    content: (path) => {
      const packed = gzipSync(good);
      packed[packed.length - 6]! ^= 1;
      writeFileSync(path, packed);
    },
    outcome: /damaged gzip/,
  },
  {
    what: 'gzip with text after it',
    content: bytes(gzipSync(good), 'and more'),
    outcome: /damaged gzip/,
  },
  { what: 'the first two bytes of gzip', content: bytes([0x1f, 0x8b]), outcome: /cut off/ },
  { what: 'gzip in gzip', content: gzipSync(gzipSync(good)), outcome: /gzipped twice/ },
  {
    what: 'a gzip bomb of ten gigabytes',
    content: (path) => packed(path, [good, 'c1,2026-01-02,o2,p1,1,1\n'.repeat(2 ** 20)], 430),
    outcome: /gzip bomb/,
  },
  {
    what: 'a gzip bomb of nothing but zeros',
    content: (path) => packed(path, [good, '\0'.repeat(2 ** 26)], 160),
    outcome: /line 3: a NUL byte/,
  },
  {
    what: 'a line of a gigabyte',
    content: (path) => packed(path, [good, 'x'.repeat(2 ** 20)], 1024),
    outcome: /line 3: .*longer than/,
  },
  // Sizes.
  {
    what: 'a header of a megabyte',
    content: `${'x'.repeat(2 ** 20 + 10)}\n`,
    outcome: /line 1: the line is longer than 1 MB/,
  },
  {
    what: 'a field of 256 KB',
    content: `${header}c,2026-01-02,o,${'p'.repeat(256 * 1024)},1,1\n`,
    outcome: { accepted: 0, rejected: 1 },
  },
  {
    what: 'a field of more',
    content: `${header}c,2026-01-02,o,${'p'.repeat(256 * 1024 + 10)},1,1\n`,
    outcome: /line 2: a field is longer than 256 KB/,
  },
  {
    what: 'a quoted field of more',
    content: `${good}c,2026-01-02,o,"${'p\n'.repeat(140_000)}",1,1\n`,
    outcome: /line 3: .*quote.*longer than 256 KB/,
  },
  {
    what: 'a record of more than a megabyte in allowed fields',
    content: `${header}${Array.from({ length: 6 }, () => 'y'.repeat(250_000)).join(',')}\n`,
    outcome: /line 2: the line is longer than 1 MB/,
  },
  {
    what: '512 columns',
    content: `customer_id,timestamp${wide(512)}\nc,2026-01-02${','.repeat(510)}\n`,
    outcome: read,
  },
  {
    what: '513 columns',
    content: `customer_id,timestamp${wide(513)}\nc,2026-01-02${','.repeat(511)}\n`,
    outcome: /line 1: 513 columns/,
  },
  { what: 'a million delimiters', content: `${good}${','.repeat(1_000_000)}\n`, outcome: { accepted: 1, rejected: 1 } },
  // Quotes.
  {
    what: 'a quote that is never closed',
    content: `${good}c1,"2026-01-02,o,p,1,1\n${row.repeat(9)}`,
    outcome: /line 3: a quote opens here and is never closed/,
  },
  {
    what: 'a quote that is never closed in the header',
    content: `"customer_id,timestamp\n${row}`,
    outcome: /line 1: a quote opens here/,
  },
  { what: 'a quote at the very end', content: `${good}"`, outcome: /line 3: a quote opens here/ },
  {
    what: 'text after a closing quote',
    content: `${good}"c"2,2026-01-02,o,p,1,1\n`,
    outcome: { accepted: 1, rejected: 1 },
  },
  { what: 'quotes inside a field without quotes', content: `${header}c1,2026-01-02,6" pot,p"",1,1\n`, outcome: read },
  {
    what: 'line breaks of all kinds in a field',
    content: `${header}"c1",2026-01-02,"a\nb\r\nc\rd",p,1,1\n`,
    outcome: read,
  },
  { what: 'a thousand doubled quotes', content: `${header}c1,2026-01-02,"${'""'.repeat(90)}",p,1,1\n`, outcome: read },
  // Line ends.
  { what: 'CR LF', content: good.replaceAll('\n', '\r\n'), outcome: read },
  { what: 'CR', content: good.replaceAll('\n', '\r'), outcome: read },
  {
    what: 'every line end in turn',
    content: `${header.trim()}\r\n${row.trim()}\rc2,2026-01-02,o2,p,1,1\n\r\n\nc3,2026-01-02,o3,p,1,1`,
    outcome: { accepted: 3 },
  },
  { what: 'no line end after the last row', content: good.trimEnd(), outcome: read },
  // Headers.
  { what: 'a header alone', content: header, outcome: { accepted: 0 } },
  { what: 'no header', content: row, outcome: /line 1: the header has no column customer_id and no timestamp/ },
  {
    what: 'a header without the customer',
    content: `timestamp,order_id\n2026-01-02,o\n`,
    outcome: /no column customer_id/,
  },
  {
    what: 'a column twice',
    content: `customer_id,timestamp,timestamp\nc,2026-01-02,2026-01-02\n`,
    outcome: /line 1: two columns are called "timestamp"/,
  },
  {
    what: 'a header of two formats',
    content: 'customer_id,timestamp,email\nc,2026-01-02,a@b.example\n',
    outcome: /more than one preset/,
  },
  {
    what: 'SQL for a header',
    content: `customer_id,timestamp,"x); DROP TABLE events; --"\nc,2026-01-02,1\n`,
    outcome: read,
  },
  {
    what: 'a column called __proto__',
    content: `customer_id,timestamp,__proto__,constructor\nc,2026-01-02,1,2\n`,
    outcome: read,
  },
  { what: 'tabs', content: good.replaceAll(',', '\t'), outcome: read },
  { what: 'semicolons', content: good.replaceAll(',', ';'), outcome: read },
  {
    what: 'HTML',
    content: '<!doctype html>\n<title>Please log in</title>\n',
    outcome: /line 1: the header has no column/,
  },
  { what: 'JSON', content: '[{"customer_id": 1, "timestamp": 2}]\n', outcome: /line 1: / },
  // Rows.
  {
    what: 'rows of too few and too many fields',
    content: `${good}c2,2026-01-02\nc3,2026-01-02,o,p,1,1,9\n`,
    outcome: { accepted: 1, rejected: 2 },
  },
  { what: 'SQL for an id', content: `${header}"'; DROP TABLE events; --",2026-01-02,o,p,1,1\n`, outcome: read },
  { what: 'paths for ids', content: `${header}../../etc/passwd,2026-01-02,/dev/null,C:\\x,1,1\n`, outcome: read },
  { what: 'formulas for ids', content: `${header}=1+1,2026-01-02,@SUM(A1),+1,1,1\n`, outcome: read },
  { what: 'letters that hide', content: `${header}c\u202e1,2026-01-02,\u200b,\u{1f980},1,1\n`, outcome: read },
  {
    what: 'an id of blanks',
    content: `${header} \u00a0\t,2026-01-02,o,p,1,1\n`,
    outcome: { accepted: 0, rejected: 1 },
  },
  {
    what: 'an id longer than any',
    content: `${header}${'c'.repeat(201)},2026-01-02,o,p,1,1\n`,
    outcome: { accepted: 0, rejected: 1 },
  },
  {
    what: 'a hundred thousand rows that are one',
    content: header + row.replace(',o1,', ',,').repeat(100_000),
    outcome: { accepted: 1, duplicates: 99_999 },
  },
  ...['inf', '-Infinity', 'NaN', '1e309', '99999999999999999999', '0x10', '1,5', '１２', '½', 'null', '£3'].map(
    (number) => ({
      what: `“${number}” pieces`,
      content: one(`"${number}"`),
      outcome: { accepted: 0, rejected: 1 },
    }),
  ),
  ...[
    'infinity',
    'epoch',
    '-infinity',
    '0000-00-00',
    '2026-02-30',
    '2026-01-02T25:00:00Z',
    '9999999999',
    '999999-01-01',
    '1969-12-31',
    '2026-01-02 (BC)',
    'now()',
    '2262-04-12',
    '2026-13-01',
  ].map((time) => ({
    what: `the time “${time}”`,
    content: at(time),
    outcome: { accepted: 0, rejected: 1 },
  })),
];
