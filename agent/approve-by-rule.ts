import { millisecondsPerDay, toCents, UserError } from '../config/index.ts';
import { countApprovalsSince, listDrafts } from '../retention/index.ts';
import type { RetainGraph } from './retain-graph.ts';
import type { RetentionRoom } from './room.ts';
import { approveDraft } from './settle-draft.ts';

/**
 * Approves the waiting drafts of a campaign that the policy lets go without a person (`auto_approve`), the most profitable first. Never one without a known consent.
 * A rule's daily number is counted over the last 24 hours, in the transaction that approves: runs side by side do not exceed it. Returns how many were approved.
 */
export async function approveByRule(room: RetentionRoom, graph: RetainGraph, campaign: string): Promise<number> {
  const { store, policy, shop, clock } = room;
  if (policy.auto_approve.length === 0) return 0;
  let approved = 0;
  for (const draft of listDrafts(store, { status: 'waiting', campaign })) {
    const rule = policy.auto_approve.find(
      ({ action, cost_at_most }) =>
        action === draft.plan.action && draft.worst_case_cost <= toCents(cost_at_most, shop.currency),
    );
    if (!rule || draft.plan.consent !== 'given') continue;
    const by = `rule auto_approve for ${rule.action}`;
    const withinDay = () => {
      const since = new Date(clock().getTime() - millisecondsPerDay);
      if (countApprovalsSince(store, by, since) >= rule.per_day)
        throw new UserError(`${by} has approved ${rule.per_day} drafts in 24 hours`);
    };
    try {
      await approveDraft(room, graph, { id: draft.draft_id, by, alongside: withinDay });
      approved++;
    } catch (error) {
      // It waits for a person like any other: the day's number is reached, or something in the person stands against it by now.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return approved;
}
