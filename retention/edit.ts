import { UserError } from '../config/index.ts';
import { person } from './approvals.ts';
import { audit } from './audit.ts';
import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';
import { readDraft } from './drafts.ts';
import { readIntent } from './outbox.ts';
import type { Store } from './store.ts';

const update = `
  UPDATE drafts SET status = 'waiting', plan = @plan, content = @content, authorship = @authorship WHERE draft_id = @draft_id`;

/** Why a draft can't be edited (any more); null when it can: it waits, or it was approved and is held back. */
export function whyNotEditable(store: Store, draft: Draft): string | null {
  if (draft.status === 'waiting') return null;
  if (draft.status !== 'approved') return `the draft ${draft.draft_id} is ${draft.status}: there is nothing to edit`;
  const state = readIntent(store, draft.draft_id)?.state;
  return state === 'held'
    ? null
    : `the draft ${draft.draft_id} was approved and is ${state}: it cannot be edited any more`;
}

/**
 * Puts the edited mail in the draft's place, in one transaction: whoever had approved it has to say so again, since the hash of what they saw is no longer that of the draft.
 * `seen` is the hash of the draft that the edit began with. Throws a UserError when the draft has changed since, or can't be edited any more.
 */
export function storeEdit(
  store: Store,
  given: { readonly edited: Draft; readonly seen: string; readonly by: string; readonly now: Date },
): Draft {
  const { edited, seen } = given;
  const { draft_id } = edited;
  const by = person(given.by);
  return store.write(() => {
    const draft = readDraft(store, draft_id)!;
    const obstacle = whyNotEditable(store, draft);
    if (obstacle !== null) throw new UserError(obstacle);
    if (contentHash(draft) !== seen)
      throw new UserError(`the draft ${draft_id} was changed by somebody else meanwhile: look again`);
    if (draft.status === 'approved') {
      store.database.prepare('DELETE FROM outbox WHERE draft_id = ?').run(draft_id);
      store.database.prepare('DELETE FROM approvals WHERE draft_id = ?').run(draft_id);
      store.database
        .prepare(`UPDATE coupons SET state = 'drafted' WHERE draft_id = ? AND state = 'approved'`)
        .run(draft_id);
    }
    store.database.prepare(update).run({
      draft_id,
      plan: JSON.stringify(edited.plan),
      content: JSON.stringify(edited.content),
      authorship: JSON.stringify(edited.authorship),
    });
    const after = readDraft(store, draft_id)!;
    audit(store, {
      time: given.now.toISOString(),
      actor: by,
      action: draft.status === 'approved' ? 'draft edited, its approval void' : 'draft edited',
      subject: draft_id,
      details: { before: seen, after: contentHash(after) },
    });
    return after;
  });
}
