import type { CustomerId } from '../warehouse/index.ts';
import { addressHash, customerHash } from './addresses.ts';
import { audit } from './audit.ts';
import type { Store } from './store.ts';

export type SuppressionCause = 'unsubscribed' | 'bounced' | 'complained' | 'erased' | 'manual';

/** Somebody who is never written to again: an address or a customer, by keyed hash. */
export interface Suppression {
  readonly hash: string;
  readonly kind: 'address' | 'customer';
  readonly cause: SuppressionCause;
  readonly time: string;
  readonly source: string;
}

const insert = `
  INSERT INTO suppressions (hash, kind, cause, time, source) VALUES (@hash, @kind, @cause, @time, @source)
  ON CONFLICT DO NOTHING`;

/** Suppresses, at once and for good, and does `alongside` in the same transaction. Twice has the effect of once. */
export function suppress(store: Store, suppression: Suppression, alongside: (isNew: boolean) => void = () => {}): void {
  // In the journal first: a database that is put back from a backup learns it again from there.
  if (!isRecorded(store, suppression)) {
    const { hash, kind, cause, time, source } = suppression;
    store.journal.append({ kind: 'suppressed', hash, of: kind, cause, time, source });
  }
  store.write(() => alongside(recordSuppression(store, suppression)));
}

/** The row alone, for what the journal holds already. Must run in a transaction. */
export function recordSuppression(store: Store, suppression: Suppression): boolean {
  const isNew = store.database.prepare(insert).run(suppression).changes === 1;
  if (isNew) {
    const { time, source, hash, kind, cause } = suppression;
    audit(store, { time, actor: source, action: 'suppressed', subject: hash, details: { kind, cause } });
  }
  return isNew;
}

export function isRecorded(store: Store, { hash, cause }: Pick<Suppression, 'hash' | 'cause'>): boolean {
  return (
    store.database.prepare('SELECT 1 FROM suppressions WHERE hash = ? AND cause = ?').get(hash, cause) !== undefined
  );
}

/** Why the customer or the address is suppressed, the gravest cause first. `recipient` is an address's keyed hash. */
export function suppressionsOf(
  store: Store,
  given: { readonly customer: CustomerId; readonly recipient: string | null },
): SuppressionCause[] {
  return store.database
    .prepare(
      `SELECT cause FROM suppressions WHERE hash IN (?, ?)
       ORDER BY CASE cause WHEN 'erased' THEN 0 WHEN 'complained' THEN 1 WHEN 'bounced' THEN 2 ELSE 3 END`,
    )
    .pluck()
    .all(customerHash(store.keys, given.customer), given.recipient ?? '') as SuppressionCause[];
}

/** The suppression of an address, ready to be stored. */
export function suppressionOfAddress(
  store: Store,
  given: { readonly address: string; readonly cause: SuppressionCause; readonly now: Date; readonly source: string },
): Suppression {
  const { cause, source } = given;
  return {
    hash: addressHash(store.keys, given.address),
    kind: 'address',
    cause,
    time: given.now.toISOString(),
    source,
  };
}
