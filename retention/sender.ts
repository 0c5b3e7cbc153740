import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isBusy, type Store } from './store.ts';

/** A process that sends. Its beat grows while it lives; nobody's clock but one's own monotonic one is believed. */
export interface Sender {
  readonly owner: string;
  /** The other senders that are dead: their process is gone from this machine, or their beat has stood still for as long as a lease lasts, watched by this sender's own clock. */
  deadSenders(): string[];
  close(): void;
}

interface SenderRow {
  readonly owner: string;
  readonly host: string;
  readonly boot: string;
  readonly pid: number;
  readonly beat: number;
}

/** How long a sender may be silent before others take over what it claimed, in milliseconds. Taking over too early does no harm: the fence stops the late one. */
const lease = 30_000;
const beatEvery = 5_000;

/** Enters this process into the store's list of senders. `monotonic` gives milliseconds that never go back. */
export function openSender(store: Store, monotonic: () => number = () => performance.now()): Sender {
  const self = { owner: randomUUID(), host: hostname(), boot: bootId(), pid: process.pid };
  const seen = new Map<string, { readonly beat: number; readonly since: number }>();
  const { database } = store;
  store.writeSoon(() =>
    database.prepare('INSERT INTO senders (owner, host, boot, pid) VALUES (@owner, @host, @boot, @pid)').run(self),
  );
  const heart = setInterval(beat, beatEvery);
  heart.unref();
  return {
    owner: self.owner,
    deadSenders() {
      const rows = database.prepare('SELECT * FROM senders WHERE owner <> ?').all(self.owner) as SenderRow[];
      return rows.filter(isDead).map((row) => row.owner);
    },
    close() {
      clearInterval(heart);
      // What it may have left claimed is without an owner now, and free to others.
      store.writeSoon(() => database.prepare('DELETE FROM senders WHERE owner = ?').run(self.owner));
    },
  };

  function beat(): void {
    try {
      store.writeSoon(() => database.prepare('UPDATE senders SET beat = beat + 1 WHERE owner = ?').run(self.owner));
    } catch (error) {
      // A store that is busy for a moment hears the next beat.
      if (!isBusy(error)) throw error;
    }
  }

  function isDead({ owner, host, boot, pid, beat }: SenderRow): boolean {
    if (host === self.host && (boot !== self.boot || !isRunning(pid))) return true;
    const before = seen.get(owner);
    if (before?.beat !== beat) {
      seen.set(owner, { beat, since: monotonic() });
      return false;
    }
    return monotonic() - before.since >= lease;
  }
}

/** Changes whenever the machine starts, so that a process number of before means nothing. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
