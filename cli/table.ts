import { oneLine } from './visible.ts';

/** A table in plain text: a header, and one line a row. Columns are as wide as their widest cell, wide (East Asian) characters counted as two. */
export function table(header: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((cells) => cells.map(oneLine));
  const widths = header.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, widths[column]! - width(cell))))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((size) => '─'.repeat(size))), ...rows.map(line)].join('\n');
}

/** The text with its end replaced by … where it is wider than `size`. */
export function clip(text: string, size: number): string {
  if (width(text) <= size) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character) > size - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;

function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += wide.test(character) ? 2 : 1;
  return columns;
}
