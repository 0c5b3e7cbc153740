import { audit } from './audit.ts';
import { recordEnd } from './outbox-moves.ts';
import type { Store } from './store.ts';
import { recordSuppression, type SuppressionCause } from './suppressions.ts';
import { openHandOvers } from './take-over.ts';

const cause = 'the database is older than the journal beside it: it was put back from a backup';
const notYetSent = `SELECT intent_id FROM outbox WHERE state IN ('waiting', 'held')`;
const unknown = `UPDATE outbox SET state = 'unknown', reason = @cause, finished_at = @now WHERE intent_id = @intent_id`;

/**
 * Teaches a database that was put back from a backup what the journal knows: whom not to write to, and what may have been sent since. Then sending stands still until a person has looked.
 * Of a database that was not put back it changes nothing.
 */
export function learnFromJournal(store: Store, now: Date): void {
  const handedOver = openHandOvers(store);
  const suppressed = store.journal.read().filter((line) => line.kind === 'suppressed');
  store.write(() => {
    for (const { hash, of: kind, cause, time, source } of suppressed) {
      recordSuppression(store, { hash, kind, cause: cause as SuppressionCause, time, source });
    }
    const waiting = store.database.prepare(notYetSent).pluck().all() as string[];
    const sentBefore = waiting.filter((intent) => handedOver.has(intent));
    for (const intent_id of sentBefore) {
      store.database.prepare(unknown).run({ intent_id, cause, now: now.toISOString() });
      recordEnd(store, intent_id, { state: 'unknown', reason: cause, by: 'holdfast send', now });
    }
    if (sentBefore.length === 0) return;
    store.database
      .prepare('INSERT INTO blocks (cause, since) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(cause, now.toISOString());
  });
}

/** Why sending stands still, or undefined. */
export function readBlock(store: Store): string | undefined {
  return store.database.prepare('SELECT cause FROM blocks').pluck().get() as string | undefined;
}

/** A person has looked, and sending may go on. */
export function liftBlock(store: Store, by: string, now: Date): void {
  store.write(() => {
    const lifted = store.database.prepare('DELETE FROM blocks').run().changes;
    if (lifted === 0) return;
    audit(store, {
      time: now.toISOString(),
      actor: by,
      action: 'sending allowed after a restore',
      subject: 'outbox',
      details: {},
    });
  });
}
