import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';

/** Rows of text as one CSV file (RFC 4180, but with LF as most exports have it). */
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header.join(',')];
  for (const row of rows) {
    if (row.length !== header.length) throw new Error(`a row has ${row.length} fields, the header ${header.length}`);
    lines.push(row.map(quoted).join(','));
  }
  return `${lines.join('\n')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Writes a file so that its name stands for the whole content or for what was there before, also when the machine stops in between. */
export function writeWhole(path: string, content: string): void {
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}
