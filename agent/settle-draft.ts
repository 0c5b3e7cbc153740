import { toCents } from '../config/index.ts';
import {
  type Approval,
  type Draft,
  type FirstApproval,
  type Intent,
  readDraft,
  recordApproval,
  recordRejection,
  untilFree,
} from '../retention/index.ts';
import type { RetainGraph } from './retain-graph.ts';
import { resumeThread } from './retain-thread.ts';
import type { RetentionRoom } from './room.ts';

/**
 * A person's yes to exactly what stands in the draft: recorded with the intent to send, then the draft's thread goes on to its end.
 * Saying it twice has the effect of once. Throws a UserError for a draft that cannot be approved (any more).
 */
export async function approveDraft(
  room: RetentionRoom,
  graph: RetainGraph,
  given: {
    readonly id: string;
    readonly by: string;
    /** The hash of what the person has seen, where it is known. */
    readonly seen?: string;
    /** Asked in the transaction that approves; what it throws stops the approval. */
    readonly alongside?: () => void;
  },
): Promise<{ approval: Approval; intent: Intent } | { first: FirstApproval }> {
  const { store, policy } = room;
  const draft = readDraft(store, given.id);
  // Consent as it is at this moment, not as it was when the draft was made.
  const permission = draft && (await room.tools.call('contact_permission', { customer_id: draft.customer_id }));
  const recorded = await untilFree(() =>
    recordApproval(store, {
      ...given,
      now: room.clock(),
      validHours: policy.approval_valid_hours,
      permission: permission ?? unknownPermission,
      twoFrom: toCents(policy.two_approvers_from, draft?.plan.currency ?? room.shop.currency),
    }),
  );
  // The first of two people: the thread still waits.
  if ('approval' in recorded) await goOn(graph, draft!);
  return recorded;
}

/** Of a draft that there is not; what is recorded then is an error. */
const unknownPermission = { email: 'unknown', locale: null, time_zone: null, barred: null } as const;

/** A person's no. The code is void and the cost free again. Saying it twice has the effect of once. */
export async function rejectDraft(
  room: RetentionRoom,
  graph: RetainGraph,
  given: { readonly id: string; readonly by: string; readonly reason: string },
): Promise<Approval> {
  const { store } = room;
  const approval = await untilFree(() => recordRejection(store, { ...given, now: room.clock() }));
  await goOn(graph, readDraft(store, given.id)!);
  return approval;
}

function goOn(graph: RetainGraph, { campaign, customer_id, draft_id, plan }: Draft): Promise<void> {
  const allotted = { action: plan.action, offer: plan.offer.name };
  return untilFree(() => resumeThread(graph, { campaign, customer_id, draft_id, allotted }));
}
