import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a model once made of a text, so that nobody pays for it twice. */
export interface TextCache {
  get(text: string): string | undefined;
  /** On disk when it returns. */
  add(entries: readonly (readonly [text: string, made: string])[]): void;
}

/** A cache in one file under `dataDir/cache`, a line an entry: the text's SHA-256 and what was made of it. `maker` names the model; another one has another file. */
export function openTextCache(dataDir: string, maker: string): TextCache {
  const file = join(dataDir, 'cache', `text-${digest(maker).slice(0, 16)}.tsv`);
  mkdirSync(dirname(file), { recursive: true });
  const lines = (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n');
  // The last piece is '' or what a killed run left of a line.
  if (lines.pop() !== '') appendFileSync(file, '\n');
  const made = new Map<string, string>();
  for (const line of lines) {
    const [key, value, length] = line.split('\t');
    if (value !== undefined && Number(length) === value.length) made.set(key!, value);
  }
  return {
    get: (text) => made.get(digest(text)),
    add(entries) {
      const written = entries.map(([text, value]) => {
        const plain = value.replace(/[\t\n\r]+/g, ' ');
        made.set(digest(text), plain);
        return `${digest(text)}\t${plain}\t${plain.length}\n`;
      });
      appendFileSync(file, written.join(''));
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
