import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../config/index.ts';
import { type Journal, journalInMemory, openJournal } from './journal.ts';
import { type Keys, newKeys, openKeys } from './keys.ts';
import { migrate } from './migrations.ts';
import { isReadOnly, StoreReadOnly } from './store-read-only.ts';

/** The open file that campaigns, decisions, drafts, approvals and the outbox lie in. Any number of processes may hold it. */
export interface Store {
  readonly database: Database.Database;
  readonly keys: Keys;
  readonly journal: Journal;
  /** Runs work in one transaction that holds the write lock from its start, and is on disk when this returns. Throws StoreBusy when another process keeps the lock. */
  write<T>(work: () => T): T;
  /** The same for what the next run would make again (decisions, drafts): it survives the death of this process at once, a power cut a little later. */
  writeSoon<T>(work: () => T): T;
  close(): void;
}

/** Another process is writing. The work was not done and may be tried again. */
export class StoreBusy extends UserError {
  override name = 'StoreBusy';
}

/** better-sqlite3 waits without yielding, so that a longer wait would freeze whoever else the process serves. */
const busyMilliseconds = 100;

/** How large the log of changes (`-wal`) stays on disk once nobody reads what is older: SQLite empties it by itself, and keeps the file at its largest without this. */
const walBytes = 16 * 2 ** 20;

/**
 * Opens `dataDir/holdfast.sqlite`, makes it if there is none, and brings its schema up to date. `:memory:` makes one that is gone when closed.
 * Throws StoreBusy when another process keeps the lock, StoreReadOnly where it may not be written.
 */
export function openStore(dataDir: string): Store {
  refuseOldNode();
  const inMemory = dataDir === ':memory:';
  const path = inMemory ? dataDir : join(dataDir, 'holdfast.sqlite');
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (isBusy(error))
        throw new StoreBusy(`${path} is being written by another process: try again in a moment, or stop that process`);
      throw isReadOnly(error, dataDir) ? new StoreReadOnly(dataDir) : error;
    }
  };
  if (!inMemory) guarded(() => mkdirSync(dataDir, { recursive: true, mode: 0o700 }));
  const database = guarded(() => open(path, dataDir));
  const journal = inMemory ? journalInMemory() : openJournal(dataDir);
  guarded(() => migrate(database));
  return {
    database,
    keys: inMemory ? newKeys() : guarded(() => openKeys(dataDir)),
    journal: { read: journal.read, append: (line) => guarded(() => journal.append(line)) },
    write: (work) =>
      guarded(() => {
        // An approval or a delivery that was acknowledged must survive a power cut.
        database.pragma('synchronous = FULL');
        try {
          return database.transaction(work).immediate();
        } finally {
          database.pragma('synchronous = NORMAL');
        }
      }),
    writeSoon: (work) => guarded(() => database.transaction(work).immediate()),
    close: () => void database.close(),
  };
}

/** Whether SQLite said that another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof StoreBusy || /^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string } | null)?.code ?? '');
}

function open(path: string, dataDir: string): Database.Database {
  try {
    const database = new Connection(path, { timeout: busyMilliseconds });
    database.pragma('journal_mode = WAL');
    database.pragma(`journal_size_limit = ${walBytes}`);
    database.pragma('foreign_keys = ON');
    // Whole after a power cut, though the latest commits may be missing; `write` is stricter.
    database.pragma('synchronous = NORMAL');
    return database;
  } catch (error) {
    if (isBusy(error)) throw new StoreBusy(`${path} is being opened by another process: try again in a moment`);
    if (isReadOnly(error, dataDir)) throw error;
    throw new UserError(`the file of drafts ${path} cannot be opened: ${(error as Error).message}`);
  }
}

/**
 * A connection that compiles each SQL text once. A compiled statement's memory lies outside the heap, where the collector does not see it grow:
 * compiled anew at every call, ten thousand drafts leave more than a gigabyte behind.
 */
class Connection extends Database {
  readonly #statements = new Map<string, Database.Statement>();

  override prepare = ((sql: string) => {
    const known = this.#statements.get(sql);
    // Whoever had it before may have asked for columns or arrays instead of rows.
    if (known) return known.reader ? known.pluck(false).raw(false) : known;
    const statement = super.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }) as Database.Database['prepare'];
}

/** better-sqlite3 13 crashes without a word on older Nodes. */
function refuseOldNode(): void {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major < 22 || (major === 22 && minor < 14)) {
    throw new UserError(`holdfast needs Node 22.14 or newer, and this is Node ${process.versions.node}`);
  }
}
