import { contentHash } from './content-hash.ts';
import { readDraft } from './drafts.ts';
import type { Store } from './store.ts';

/** What shall be sent. Nothing here sends: whoever delivers claims intents, checks them again, and acts. */
export interface Intent {
  readonly intent_id: string;
  readonly draft_id: string;
  readonly content_hash: string;
  readonly state: 'waiting' | 'held';
  readonly held_because: string | null;
  readonly created_at: string;
}

const approvedHash = `SELECT content_hash FROM approvals WHERE draft_id = ? AND verdict = 'approved'`;
const insert = `
  INSERT INTO outbox (intent_id, draft_id, content_hash, state, held_because, created_at)
  VALUES (@intent_id, @draft_id, @content_hash, @state, @held_because, @created_at)
  ON CONFLICT (draft_id) DO UPDATE SET state = 'waiting', held_because = NULL WHERE state = 'held' AND excluded.state = 'waiting'`;

/** Writes the one intent of an approved draft, if it is not there yet, and returns it; one that was held is let go once nothing holds it. Without an approval of exactly these bytes nothing is written and undefined returned. */
export function queueApproved(
  store: Store,
  given: { readonly draft: string; readonly heldBecause: string | null; readonly now: Date },
): Intent | undefined {
  const hash = store.database.prepare(approvedHash).pluck().get(given.draft) as string | undefined;
  const draft = readDraft(store, given.draft);
  if (hash === undefined || draft?.status !== 'approved' || contentHash(draft) !== hash) return undefined;
  store.database.prepare(insert).run({
    // One intent a draft: its id is the draft's, so that every retry downstream has the same key.
    intent_id: `send-${given.draft}`,
    draft_id: given.draft,
    content_hash: hash,
    state: given.heldBecause === null ? 'waiting' : 'held',
    held_because: given.heldBecause,
    created_at: given.now.toISOString(),
  });
  return readIntent(store, given.draft);
}

/** The intent of a draft, or undefined. */
export function readIntent(store: Store, draft: string): Intent | undefined {
  return store.database.prepare('SELECT * FROM outbox WHERE draft_id = ?').get(draft) as Intent | undefined;
}

/** Every intent, oldest first. */
export function listIntents(store: Store): Intent[] {
  return store.database.prepare('SELECT * FROM outbox ORDER BY created_at, intent_id').all() as Intent[];
}
