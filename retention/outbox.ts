import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';
import { readDraft } from './drafts.ts';
import { nextAtHour } from './quiet-hours.ts';
import type { Store } from './store.ts';

/**
 * What shall be sent, once:
 * `waiting` → `claimed` by a sender → `handing_over` (from here on it may have arrived) → `sent`, or `failed`, or `unknown` when nobody knows.
 * A try that failed for certain goes back to `waiting`; `held` is what a person can mend, and is asked again at every pass.
 */
export interface Intent {
  readonly intent_id: string;
  readonly draft_id: string;
  readonly content_hash: string;
  readonly recipient: string | null;
  readonly state: 'waiting' | 'held' | 'claimed' | 'handing_over' | 'sent' | 'failed' | 'unknown';
  /** Why it is held, waits, failed or is unknown. */
  readonly reason: string | null;
  readonly created_at: string;
  readonly not_before: string | null;
  readonly attempts: number;
  readonly fence: number;
  readonly owner: string | null;
  /** The transport that it was handed to. */
  readonly via: string | null;
  readonly handed_over_at: string | null;
  readonly finished_at: string | null;
}

const approvedHash = `SELECT content_hash FROM approvals WHERE draft_id = ? AND verdict = 'approved'`;
const insert = `
  INSERT INTO outbox (intent_id, draft_id, content_hash, recipient, state, reason, created_at, not_before)
  VALUES (@intent_id, @draft_id, @content_hash, @recipient, @state, @reason, @created_at, @not_before)
  ON CONFLICT (draft_id) DO UPDATE SET state = excluded.state, reason = excluded.reason WHERE outbox.state = 'held'`;

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
    recipient: draft.content.recipient,
    state: given.heldBecause === null ? 'waiting' : 'held',
    reason: given.heldBecause,
    created_at: given.now.toISOString(),
    not_before: usualHour(draft.plan, given.now),
  });
  return readIntent(store, given.draft);
}

/** The next time that the customer's usual hour comes, when the mail shall wait for it. */
function usualHour({ send_at }: Draft['plan'], now: Date): string | null {
  return send_at ? nextAtHour(now, send_at.hour, send_at.time_zone).toISOString() : null;
}

/** The intent of a draft, or undefined. */
export function readIntent(store: Store, draft: string): Intent | undefined {
  return store.database.prepare('SELECT * FROM outbox WHERE draft_id = ?').get(draft) as Intent | undefined;
}

/** Every intent, oldest first. */
export function listIntents(store: Store): Intent[] {
  return store.database.prepare('SELECT * FROM outbox ORDER BY created_at, intent_id').all() as Intent[];
}
