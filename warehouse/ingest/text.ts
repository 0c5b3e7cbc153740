import { isUtf8 } from 'node:buffer';
import { UserError } from '../../config/index.ts';
import { lineBreaks } from './line-breaks.ts';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Beginnings of files that people hand over for a CSV, and what to do with them. */
const knownBinaries: [Buffer, string][] = [
  [Buffer.from('PK\x03\x04'), 'a zip archive or an Excel workbook: unpack it, or export its sheet as CSV (UTF-8)'],
  [Buffer.from('PAR1'), 'a Parquet file: export it as CSV'],
  [Buffer.from('SQLite format 3'), 'an SQLite database: export its table as CSV'],
  [Buffer.from('%PDF'), 'a PDF'],
  [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'an old Excel workbook: export its sheet as CSV (UTF-8)'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd-compressed: unpack it, or pack it with gzip'],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58]), 'xz-compressed: unpack it, or pack it with gzip'],
  [Buffer.from([0x1f, 0x8b]), 'gzipped twice: unpack it once'],
  [Buffer.from([0xff, 0xfe]), 'text in UTF-16: save it as UTF-8, or run iconv -f UTF-16 -t UTF-8'],
  [Buffer.from([0xfe, 0xff]), 'text in UTF-16: save it as UTF-8, or run iconv -f UTF-16 -t UTF-8'],
];

/** The file's first block without a byte order mark. A file that is known not to be text is refused with what it is. */
export function textStart(block: Buffer, path: string): Buffer {
  for (const [start, what] of knownBinaries) {
    if (block.subarray(0, start.length).equals(start)) {
      throw new UserError(`${path}, line 1: the file is not CSV text but ${what}`);
    }
  }
  return block.subarray(0, 3).equals(byteOrderMark) ? block.subarray(3) : block;
}

/** Refuses bytes among which a NUL stands. `line` is the line on which they begin. */
export function refuseBinary(bytes: Buffer, line: number, path: string): void {
  const nul = bytes.indexOf(0);
  if (nul === -1) return;
  throw new UserError(
    `${path}, line ${line + lineBreaks(bytes, 0, nul)}: a NUL byte, so the file is binary or in UTF-16: export it as CSV text in UTF-8`,
  );
}

/** Refuses bytes that are not UTF-8; they must end where a character ends. `line` is the line on which they begin. */
export function refuseOtherEncodings(bytes: Buffer, line: number, path: string): void {
  if (isUtf8(bytes)) return;
  let start = 0;
  let at = line;
  while (start < bytes.length) {
    const found = bytes.indexOf(10, start);
    const end = found === -1 ? bytes.length : found + 1;
    if (!isUtf8(bytes.subarray(start, end))) break;
    at += lineBreaks(bytes, start, end);
    start = end;
  }
  throw new UserError(
    `${path}, line ${at}: not valid UTF-8, perhaps Windows-1252 or GB18030: save it as UTF-8, for example by iconv -f WINDOWS-1252 -t UTF-8 (for a Chinese file: iconv -f GB18030 -t UTF-8)`,
  );
}
