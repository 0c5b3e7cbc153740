import { audit } from './audit.ts';
import { releaseBudget } from './campaigns.ts';
import { readDraft } from './drafts.ts';
import type { Intent } from './outbox.ts';
import type { Store } from './store.ts';

/** What a sender holds after claiming: only as long as the row's fence is still this one may it do anything with it. */
export type Claim = Pick<Intent, 'intent_id' | 'draft_id' | 'fence' | 'attempts'>;

const nextDue = `
  SELECT intent_id FROM outbox WHERE state = 'waiting' AND (not_before IS NULL OR not_before <= ?)
  ORDER BY created_at, intent_id LIMIT 1`;
const claim = `
  UPDATE outbox SET state = 'claimed', owner = @owner, fence = fence + 1, reason = NULL WHERE intent_id = @intent_id
  RETURNING intent_id, draft_id, fence, attempts`;

/** Claims the oldest intent that is due, or undefined when none is. */
export function claimNext(store: Store, owner: string, now: Date): Claim | undefined {
  return store.writeSoon(() => {
    const intent_id = store.database.prepare(nextDue).pluck().get(now.toISOString()) as string | undefined;
    return intent_id && (store.database.prepare(claim).get({ owner, intent_id }) as Claim);
  }) as Claim | undefined;
}

/** What is held for something that a person can mend is asked again. */
export function releaseHeld(store: Store): void {
  store.writeSoon(() => void store.database.prepare(`UPDATE outbox SET state = 'waiting' WHERE state = 'held'`).run());
}

/** Puts a claimed intent back, to be claimed again from `notBefore` on. `attempts` counts tries that failed. False when it is somebody else's by now. */
export function putBack(
  store: Store,
  { intent_id, fence }: Claim,
  given: {
    readonly state: 'waiting' | 'held';
    readonly reason: string;
    readonly notBefore: Date | null;
    readonly attempts: number;
  },
): boolean {
  const changed = store.write(
    () =>
      store.database
        .prepare(
          `UPDATE outbox SET state = @state, reason = @reason, not_before = @not_before, attempts = @attempts, owner = NULL, handed_over_at = NULL
           WHERE intent_id = @intent_id AND fence = @fence AND state IN ('claimed', 'handing_over')`,
        )
        .run({
          intent_id,
          fence,
          state: given.state,
          reason: given.reason,
          not_before: given.notBefore?.toISOString() ?? null,
          attempts: given.attempts,
        }).changes,
  );
  return changed === 1;
}

/** The point of no return, in one transaction with the last check: from here on the mail may have arrived. Throws when the claim is somebody else's by now. */
export function markHandedOver(store: Store, { intent_id, fence }: Claim, via: string, now: Date): void {
  const changed = store.database
    .prepare(
      `UPDATE outbox SET state = 'handing_over', via = @via, handed_over_at = @now WHERE intent_id = @intent_id AND fence = @fence AND state = 'claimed'`,
    )
    .run({ intent_id, fence, via, now: now.toISOString() }).changes;
  if (changed !== 1) throw new Error(`another sender has taken over ${intent_id}`);
}

/**
 * The end of an intent. Whoever handed a mail over may still say how that ended after another sender took it for `unknown`.
 * A mail that failed never reached anybody: its code is void and its cost free again.
 */
export function finish(
  store: Store,
  { intent_id, draft_id, fence }: Claim,
  given: {
    readonly state: 'sent' | 'failed' | 'unknown';
    readonly reason: string;
    readonly by: string;
    readonly now: Date;
  },
): boolean {
  return store.write(() => {
    const changed = store.database
      .prepare(
        `UPDATE outbox SET state = @state, reason = @reason, finished_at = @now
         WHERE intent_id = @intent_id AND fence = @fence AND state IN ('claimed', 'handing_over', 'unknown')`,
      )
      .run({ intent_id, fence, state: given.state, reason: given.reason, now: given.now.toISOString() }).changes;
    if (changed !== 1) return false;
    if (given.state === 'failed') freeOffer(store, draft_id);
    recordEnd(store, intent_id, given);
    return true;
  });
}

function freeOffer(store: Store, draft_id: string): void {
  store.database.prepare(`UPDATE coupons SET state = 'void' WHERE draft_id = ? AND state = 'approved'`).run(draft_id);
  const draft = readDraft(store, draft_id);
  if (draft) releaseBudget(store, draft);
}

export function recordEnd(
  store: Store,
  intent_id: string,
  given: { readonly state: string; readonly reason: string; readonly by: string; readonly now: Date },
): void {
  audit(store, {
    time: given.now.toISOString(),
    actor: given.by,
    action: `mail ${given.state}`,
    subject: intent_id,
    details: { reason: given.reason },
  });
}
