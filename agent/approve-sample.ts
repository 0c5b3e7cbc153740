import { UserError } from '../config/index.ts';
import { audit, contentHash, listDrafts, sampleCode, untilFree } from '../retention/index.ts';
import type { RetainGraph } from './retain-graph.ts';
import { actionOf, type RetentionRoom } from './room.ts';
import { approveDraft } from './settle-draft.ts';

/** What came of a campaign's drafts. */
export interface SampleReport {
  readonly approved: number;
  /** Drafts that are dear enough to need a second person too. */
  readonly needs_second: number;
  /** Drafts that were not approved, and why. */
  readonly left: readonly { readonly draft_id: string; readonly reason: string }[];
}

/**
 * A person's yes to all of a campaign's waiting drafts, given on a sample of them. `code` is that of the sample (`sampleDrafts`): when any of the drafts is another by now, nothing is approved.
 * An answer to a complaint is never approved this way.
 */
export async function approveBySample(
  room: RetentionRoom,
  graph: RetainGraph,
  given: { readonly campaign: string; readonly code: string; readonly by: string },
): Promise<SampleReport> {
  const { store } = room;
  const { campaign, code, by } = given;
  const drafts = listDrafts(store, { campaign, status: 'waiting' });
  if (drafts.length === 0) throw new UserError(`no draft of the campaign ${campaign} waits`);
  if (sampleCode(drafts) !== code)
    throw new UserError(
      `the drafts of ${campaign} are not those that ${code} was drawn from: look at a new sample (“holdfast drafts sample --campaign ${campaign}”)`,
    );
  let approved = 0;
  let needs_second = 0;
  const left: { draft_id: string; reason: string }[] = [];
  for (const draft of drafts) {
    const { draft_id, plan } = draft;
    if (actionOf(room, plan.action).occasion === 'complaint') {
      left.push({ draft_id, reason: 'it answers a complaint: each of these is read by itself' });
      continue;
    }
    try {
      const said = await approveDraft(room, graph, { id: draft_id, by, seen: contentHash(draft) });
      if ('first' in said) needs_second++;
      else approved++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      left.push({ draft_id, reason: error.message });
    }
  }
  await untilFree(() =>
    store.write(() =>
      audit(store, {
        time: room.clock().toISOString(),
        actor: by,
        action: 'campaign approved by a sample',
        subject: campaign,
        details: { code, approved, needs_second, left: left.length },
      }),
    ),
  );
  return { approved, needs_second, left };
}
