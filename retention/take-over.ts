import type { MailTransport } from './delivery/transport.ts';
import { recordEnd } from './outbox-moves.ts';
import type { Sender } from './sender.ts';
import type { Store } from './store.ts';

interface Orphan {
  readonly intent_id: string;
  readonly state: 'claimed' | 'handing_over';
  readonly via: string | null;
}

const orphans = `SELECT intent_id, state, via FROM outbox WHERE state IN ('claimed', 'handing_over') AND owner = ?`;
const ownerless = `
  SELECT intent_id, state, via FROM outbox
  WHERE state IN ('claimed', 'handing_over') AND owner NOT IN (SELECT owner FROM senders)`;
const again = `
  UPDATE outbox SET state = 'waiting', owner = NULL, handed_over_at = NULL, fence = fence + 1, reason = 'the sender before was stopped'
  WHERE intent_id = ?`;
const unknown = `UPDATE outbox SET state = 'unknown', owner = NULL, reason = @reason, finished_at = @now WHERE intent_id = @intent_id`;
const reason =
  'the sender was stopped while it handed the mail over: whether it arrived is not known, and it is not sent again';

/**
 * Takes over what dead senders had claimed. What they had not begun to hand over is sent by others, behind a new fence; what they had is `unknown` and shown to a person,
 * save where the other side knows a mail by its id. Returns how many became unknown.
 */
export function takeOver(store: Store, sender: Sender, transport: MailTransport, now: Date): number {
  const dead = sender.deadSenders();
  return store.write(() => {
    const rows = [
      ...dead.flatMap((owner) => store.database.prepare(orphans).all(owner) as Orphan[]),
      ...(store.database.prepare(ownerless).all() as Orphan[]),
    ];
    const handedOver = rows.length > 0 ? openHandOvers(store) : new Set<string>();
    let lost = 0;
    for (const { intent_id, state, via } of rows) {
      const begun = state === 'handing_over' || handedOver.has(intent_id);
      const repeatable = transport.repeatable && (via === transport.name || state === 'claimed');
      if (!begun || repeatable) {
        store.database.prepare(again).run(intent_id);
        continue;
      }
      lost++;
      store.database.prepare(unknown).run({ intent_id, reason, now: now.toISOString() });
      recordEnd(store, intent_id, { state: 'unknown', reason, by: 'holdfast send', now });
    }
    for (const owner of dead) store.database.prepare('DELETE FROM senders WHERE owner = ?').run(owner);
    return lost;
  });
}

/** The intents that by the journal may have been sent. */
export function openHandOvers(store: Store): Set<string> {
  const open = new Set<string>();
  for (const line of store.journal.read()) {
    if (line.kind === 'handed_over') open.add(line.intent);
    if (line.kind === 'returned') open.delete(line.intent);
  }
  return open;
}
