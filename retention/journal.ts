import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must never be forgotten, even when the database is put back from a backup: who was suppressed, and what may have been sent. */
export type JournalLine =
  | {
      readonly kind: 'suppressed';
      readonly hash: string;
      readonly of: 'address' | 'customer';
      readonly cause: string;
      readonly time: string;
      readonly source: string;
    }
  | { readonly kind: 'handed_over' | 'returned'; readonly intent: string };

/** An append-only file beside the database. A line is on disk before the database says so. */
export interface Journal {
  append(line: JournalLine): void;
  read(): JournalLine[];
}

/** The journal in a folder: `journal.jsonl`. */
export function openJournal(dataDir: string): Journal {
  const path = join(dataDir, 'journal.jsonl');
  return {
    append(line) {
      const file = openSync(path, 'a', 0o600);
      try {
        // A half-written line of before, cut by a power failure, ends at this line break.
        appendFileSync(file, `\n${JSON.stringify(line)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
    read() {
      let text = '';
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      // A line that is half written was never acknowledged.
      return text.split('\n').flatMap((line) => parsed(line) ?? []);
    },
  };
}

/** For a store in memory. */
export function journalInMemory(): Journal {
  const lines: JournalLine[] = [];
  return { append: (line) => void lines.push(line), read: () => [...lines] };
}

function parsed(line: string): JournalLine | undefined {
  try {
    return JSON.parse(line) as JournalLine;
  } catch {
    return undefined;
  }
}
