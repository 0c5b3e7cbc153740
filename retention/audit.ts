import { createHash } from 'node:crypto';
import type { Store } from './store.ts';

/** What was done, by whom, to what. `subject` and `details` hold ids and numbers, never anything personal: the log outlives an erasure. */
export interface AuditEntry {
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** A line of the log as it is stored: `hash` covers the entry, its number and the hash of the line before. */
export interface AuditLine extends Omit<AuditEntry, 'details'> {
  readonly seq: number;
  readonly details: string;
  readonly previous: string;
  readonly hash: string;
}

/** What stands before the first line. */
const beginning = '0'.repeat(64);

const insert = `
  INSERT INTO audit (seq, time, actor, action, subject, details, previous, hash)
  VALUES (@seq, @time, @actor, @action, @subject, @details, @previous, @hash)`;

/** Adds a line. Must run in the transaction that does what it tells of, so that there is never one without the other. */
export function audit(store: Store, entry: AuditEntry): void {
  const last = store.database.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() as
    | Pick<AuditLine, 'seq' | 'hash'>
    | undefined;
  const line = {
    ...entry,
    details: JSON.stringify(entry.details),
    seq: (last?.seq ?? 0) + 1,
    previous: last?.hash ?? beginning,
  };
  store.database.prepare(insert).run({ ...line, hash: hashOf(line) });
}

/** The whole log, oldest first. */
export function readAudit(store: Store): AuditLine[] {
  return store.database.prepare('SELECT * FROM audit ORDER BY seq').all() as AuditLine[];
}

/** Whether the chain is whole. `broken_at` is the first line that does not follow from the one before; `head` stands for the whole log: write it down elsewhere, and a log that was cut short or written anew shows too. */
export interface AuditVerdict {
  readonly lines: number;
  readonly head: string;
  readonly broken_at: number | null;
}

/** Reads the whole log and computes every hash again. */
export function verifyAudit(store: Store): AuditVerdict {
  let previous = beginning;
  let lines = 0;
  for (const line of store.database.prepare('SELECT * FROM audit ORDER BY seq').iterate() as Iterable<AuditLine>) {
    lines++;
    if (line.seq !== lines || line.previous !== previous || line.hash !== hashOf(line)) {
      return { lines, head: previous, broken_at: line.seq };
    }
    previous = line.hash;
  }
  return { lines, head: previous, broken_at: null };
}

function hashOf({ seq, time, actor, action, subject, details, previous }: Omit<AuditLine, 'hash'>): string {
  const canonical = JSON.stringify(['holdfast audit 1', seq, time, actor, action, subject, details, previous]);
  return createHash('sha256').update(canonical).digest('hex');
}
