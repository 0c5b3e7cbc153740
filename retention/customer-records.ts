import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomerId } from '../warehouse/index.ts';
import { addressHash, customerHash } from './addresses.ts';
import { audit } from './audit.ts';
import { type Expense, releaseBudget } from './campaigns.ts';
import { rowsOfCsv } from './delivery/csv-file.ts';
import type { Store } from './store.ts';
import { suppress } from './suppressions.ts';

/** The tables that hold rows of a customer, children before parents, and how their rows are found. Checkpoints are LangGraph's: they are there once a graph has run. */
const ofCustomer = 'customer_id = @customer';
const ofDraft = 'draft_id IN (SELECT thread_id FROM threads WHERE customer_id = @customer)';
const ofThread = 'thread_id IN (SELECT thread_id FROM threads WHERE customer_id = @customer)';
const tables: Readonly<Record<string, string>> = {
  outbox: ofDraft,
  approvals: ofDraft,
  first_approvals: ofDraft,
  coupons: ofCustomer,
  decisions: ofCustomer,
  consents: ofCustomer,
  drafts: ofCustomer,
  writes: ofThread,
  checkpoints: ofThread,
  threads: ofCustomer,
};

/** What the store holds of one customer, by table. Checkpoints hold what the drafts hold, in a form of LangGraph's own, and are left out. */
export function readCustomerRecords(store: Store, customer: CustomerId): Record<string, unknown[]> {
  const told = Object.entries(tables).filter(([table]) => table !== 'writes' && table !== 'checkpoints');
  return Object.fromEntries(
    told.map(([table, where]) => [
      table,
      store.database.prepare(`SELECT * FROM ${table} WHERE ${where}`).all({ customer }),
    ]),
  );
}

/** How many rows were erased, by table, and the drafts that they belonged to. */
export interface Erasure {
  readonly rows: Readonly<Record<string, number>>;
  readonly drafts: readonly string[];
}

/**
 * Erases a customer from the store. What stays: that this customer and these addresses are never written to again, as keyed hashes; a line of the audit log with counts that identify nobody;
 * and in the campaign what their sent offers may cost. Afterwards the file is written anew, so that nothing is left in free pages or in the log.
 */
export function eraseFromStore(
  store: Store,
  given: {
    readonly customer: CustomerId;
    readonly addresses: readonly string[];
    readonly by: string;
    readonly now: Date;
  },
): Erasure {
  const { customer, addresses, by } = given;
  const time = given.now.toISOString();
  const subject = customerHash(store.keys, customer);
  const cause = { cause: 'erased', time, source: 'holdfast forget' } as const;
  for (const address of addresses)
    suppress(store, { hash: addressHash(store.keys, address), kind: 'address', ...cause });
  suppress(store, { hash: subject, kind: 'customer', ...cause });

  store.database.pragma('secure_delete = ON');
  const there = new Set(store.database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all());
  const erasure = store.write((): Erasure => {
    const drafts = store.database
      .prepare('SELECT draft_id FROM drafts WHERE customer_id = ?')
      .pluck()
      .all(customer) as string[];
    for (const draft of unsent(store, customer)) releaseBudget(store, draft);
    const rows: Record<string, number> = {};
    for (const [table, where] of Object.entries(tables)) {
      if (there.has(table))
        rows[table] = store.database.prepare(`DELETE FROM ${table} WHERE ${where}`).run({ customer }).changes;
    }
    audit(store, { time, actor: by, action: 'customer erased', subject, details: rows });
    return { rows, drafts };
  });
  store.database.exec('VACUUM');
  store.database.pragma('wal_checkpoint(TRUNCATE)');
  return erasure;
}

/** Drafts whose offer nobody has in hands yet: their costs are free again. */
function unsent(store: Store, customer: CustomerId): Expense[] {
  return store.database
    .prepare(
      `SELECT d.campaign, d.worst_case_cost, d.created_at FROM drafts d LEFT JOIN outbox o USING (draft_id)
       WHERE d.customer_id = ? AND (d.status = 'waiting' OR (d.status = 'approved' AND coalesce(o.state, '') IN ('waiting', 'held', 'claimed', '')))`,
    )
    .all(customer) as Expense[];
}

/** Removes what was written of those drafts beside the store: previews, mails as files, rows for an e-mail tool. Returns how many files were removed or changed. */
export function eraseDraftFiles(
  drafts: readonly string[],
  folders: { readonly previews: string; readonly outgoing: string },
): number {
  let changed = 0;
  for (const draft of drafts) {
    for (const path of [join(folders.previews, `${draft}.html`), join(folders.outgoing, `send-${draft}.eml`)]) {
      if (!existsSync(path)) continue;
      rmSync(path);
      changed++;
    }
  }
  const table = join(folders.outgoing, 'drafts.csv');
  if (!existsSync(table)) return changed;
  const rows = rowsOfCsv(readFileSync(table, 'utf8'));
  const kept = rows.filter((row) => !drafts.some((draft) => row.startsWith(`"send-${draft}"`)));
  if (kept.length === rows.length) return changed;
  writeFileSync(`${table}.unfinished`, kept.join(''), { mode: 0o600, flush: true });
  renameSync(`${table}.unfinished`, table);
  return changed + 1;
}
