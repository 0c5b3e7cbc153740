import { type Cents, UserError } from '../config/index.ts';
import { audit } from './audit.ts';
import { nothingOnConsent } from './consents.ts';
import { describeContactReason, madeForNobody } from './contact-reasons.ts';
import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';
import { endDraft, expireDrafts, readDraft } from './drafts.ts';
import type { ContactPermission } from './facts.ts';
import { type Intent, queueApproved } from './outbox.ts';
import type { Store } from './store.ts';

/** What a person said about a draft. */
export interface Approval {
  readonly draft_id: string;
  readonly verdict: 'approved' | 'rejected';
  readonly decided_by: string;
  readonly decided_at: string;
  readonly reason: string | null;
  readonly content_hash: string;
  readonly expires_at: string | null;
}

const millisecondsPerHour = 3_600_000;
const insert = `
  INSERT INTO approvals (draft_id, verdict, decided_by, decided_at, reason, content_hash, expires_at)
  VALUES (@draft_id, @verdict, @decided_by, @decided_at, @reason, @content_hash, @expires_at)`;

/**
 * A person's yes, bound to the hash of exactly what stands in the draft, and the intent to send it, in one transaction.
 * Approving twice has the effect of once. Without a given consent the intent is held: it is not sent.
 * Throws a UserError for a draft that is missing, rejected or expired, or whose customer has refused e-mail since.
 */
export function recordApproval(
  store: Store,
  given: {
    readonly id: string;
    readonly by: string;
    /** The hash of what the person has seen, where it is known: a draft that was changed since is not approved. */
    readonly seen?: string;
    readonly now: Date;
    readonly validHours: number;
    readonly permission: ContactPermission;
    /** A draft that may cost so much or more needs the yes of two people. */
    readonly twoFrom: Cents;
    /** Asked in the same transaction, before anything is written; what it throws stops the approval. */
    readonly alongside?: () => void;
  },
): { approval: Approval; intent: Intent } | { first: FirstApproval } {
  expireDrafts(store, given.now);
  const by = person(given.by);
  return store.write(() => {
    const draft = mustFind(store, given.id);
    if (draft.status === 'rejected')
      throw new UserError(`the draft ${draft.draft_id} was rejected${whoDecided(store, draft)}: it cannot be approved`);
    if (draft.status === 'expired')
      throw new UserError(
        `the draft ${draft.draft_id} expired on ${draft.expires_at.slice(0, 10)}: run “holdfast draft” for a new campaign`,
      );
    if (given.seen !== undefined && given.seen !== contentHash(draft))
      throw new UserError(`the draft ${draft.draft_id} was changed since you looked at it: look again`);
    if (draft.status === 'waiting') {
      const { barred } = given.permission;
      if (barred !== null) {
        throw new UserError(
          `the draft ${draft.draft_id} cannot be approved: ${describeContactReason(barred)}; reject it`,
        );
      }
      given.alongside?.();
      if (draft.worst_case_cost >= given.twoFrom) {
        const first = firstApproval(store, draft, by, given.now);
        if (first !== null) return { first };
      }
      const approval: Approval = {
        draft_id: draft.draft_id,
        verdict: 'approved',
        decided_by: by,
        decided_at: given.now.toISOString(),
        reason: null,
        content_hash: contentHash(draft),
        expires_at: new Date(given.now.getTime() + given.validHours * millisecondsPerHour).toISOString(),
      };
      store.database.prepare(insert).run(approval);
      store.database.prepare(`UPDATE drafts SET status = 'approved' WHERE draft_id = ?`).run(draft.draft_id);
      store.database.prepare(`UPDATE coupons SET state = 'approved' WHERE draft_id = ?`).run(draft.draft_id);
      const { decided_at: time, content_hash } = approval;
      audit(store, { time, actor: by, action: 'draft approved', subject: draft.draft_id, details: { content_hash } });
    }
    const held = whyHeld(draft, given.permission);
    return {
      approval: readApproval(store, draft.draft_id)!,
      intent: queueApproved(store, { draft: draft.draft_id, heldBecause: held, now: given.now })!,
    };
  });
}

/** What a person has to mend before the mail can go; null for nothing that is known yet. */
function whyHeld({ content }: Draft, { email }: ContactPermission): string | null {
  if (email !== 'given') return describeContactReason('no_consent');
  return content.recipient === null || content.consent_version === nothingOnConsent ? madeForNobody : null;
}

/** The first of two people. */
export interface FirstApproval {
  readonly draft_id: string;
  readonly decided_by: string;
  readonly decided_at: string;
  readonly content_hash: string;
}

/** Null when this person is the second to say yes to these bytes; else who is waited for after. The same person twice is one. */
function firstApproval(store: Store, draft: Draft, by: string, now: Date): FirstApproval | null {
  const { draft_id } = draft;
  const content_hash = contentHash(draft);
  const before = store.database.prepare('SELECT * FROM first_approvals WHERE draft_id = ?').get(draft_id) as
    | FirstApproval
    | undefined;
  if (before?.content_hash === content_hash) return before.decided_by === by ? before : null;
  const first = { draft_id, decided_by: by, decided_at: now.toISOString(), content_hash };
  store.database
    .prepare(
      `INSERT OR REPLACE INTO first_approvals (draft_id, decided_by, decided_at, content_hash)
       VALUES (@draft_id, @decided_by, @decided_at, @content_hash)`,
    )
    .run(first);
  audit(store, {
    time: first.decided_at,
    actor: by,
    action: 'first of two approvals',
    subject: draft_id,
    details: { content_hash },
  });
  return first;
}

/** A person's no. The code is void, the cost free again. Rejecting twice has the effect of once. */
export function recordRejection(
  store: Store,
  given: { readonly id: string; readonly by: string; readonly reason: string; readonly now: Date },
): Approval {
  expireDrafts(store, given.now);
  const by = person(given.by);
  const reason = given.reason.trim().slice(0, 1000);
  if (reason === '') throw new UserError('a rejection needs a reason: the next drafts can only get better by it');
  return store.write(() => {
    const draft = mustFind(store, given.id);
    if (draft.status === 'approved')
      throw new UserError(
        `the draft ${draft.draft_id} was approved${whoDecided(store, draft)}: it cannot be rejected any more`,
      );
    if (draft.status === 'expired')
      throw new UserError(
        `the draft ${draft.draft_id} expired on ${draft.expires_at.slice(0, 10)}: there is nothing to reject`,
      );
    if (draft.status === 'waiting') {
      store.database.prepare(insert).run({
        draft_id: draft.draft_id,
        verdict: 'rejected',
        decided_by: by,
        decided_at: given.now.toISOString(),
        reason,
        content_hash: contentHash(draft),
        expires_at: null,
      });
      endDraft(store, draft, 'rejected');
      const time = given.now.toISOString();
      audit(store, { time, actor: by, action: 'draft rejected', subject: draft.draft_id, details: {} });
    }
    return readApproval(store, draft.draft_id)!;
  });
}

/** How many drafts somebody, or a rule, has approved since a moment. */
export function countApprovalsSince(store: Store, by: string, since: Date): number {
  return store.database
    .prepare(`SELECT count(*) FROM approvals WHERE verdict = 'approved' AND decided_by = ? AND decided_at > ?`)
    .pluck()
    .get(by, since.toISOString()) as number;
}

/** What was said about a draft, or undefined while it waits. */
export function readApproval(store: Store, id: string): Approval | undefined {
  return store.database.prepare('SELECT * FROM approvals WHERE draft_id = ?').get(id) as Approval | undefined;
}

function mustFind(store: Store, id: string): Draft {
  const draft = readDraft(store, id);
  if (!draft)
    throw new UserError(
      `there is no draft ${JSON.stringify(id).slice(0, 60)}: “holdfast drafts list” shows those that there are`,
    );
  return draft;
}

function whoDecided(store: Store, draft: Draft): string {
  const approval = readApproval(store, draft.draft_id);
  return approval ? ` by ${approval.decided_by} on ${approval.decided_at.slice(0, 10)}` : '';
}

/** The name of whoever decides, on one line. Throws a UserError for nobody. */
export function person(by: string): string {
  const name = by
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 200);
  if (name === '') throw new UserError('a decision needs the name of the person who made it');
  return name;
}
