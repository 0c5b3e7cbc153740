import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { approveDraft, buildRetainGraph, editDraft, rejectDraft, retainSegment } from '../../agent/index.ts';
import { UserError } from '../../config/index.ts';
import {
  contentHash,
  type Draft,
  listDrafts,
  listIntents,
  readApproval,
  readCampaign,
  readDraft,
  readIntent,
} from '../../retention/index.ts';
import { now, openShop, policyOf } from './a-shop.ts';

const shop = await openShop(6);
after(() => shop.close());
const policy = policyOf({
  holdout_share: 0,
  minimum_expected_profit: 0,
  offers: [{ name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.5 }],
  actions: [{ name: 'win_back', offers: ['five_off'] }],
});
const room = shop.room({ policy });
const graph = buildRetainGraph(room);
const refused = (pattern: RegExp) => (error: Error) => error instanceof UserError && pattern.test(error.message);
const outcome = async (id: string) => (await graph.getState({ configurable: { thread_id: id } })).values.outcome;

/** The yes of one person where one is enough. */
async function approve(...given: Parameters<typeof approveDraft>) {
  const said = await approveDraft(...given);
  assert.ok('approval' in said);
  return said;
}

async function freshDrafts(campaign: string): Promise<Draft[]> {
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  return listDrafts(shop.store, { campaign, status: 'waiting' });
}

test('an approval binds the bytes that were approved, and puts one intent in the outbox', async () => {
  const [draft] = await freshDrafts('yes');
  const { approval, intent } = await approve(room, graph, { id: draft!.draft_id, by: 'ann' });
  assert.equal(approval.content_hash, contentHash(draft!));
  assert.deepEqual([approval.verdict, approval.decided_by, intent.state], ['approved', 'ann', 'waiting']);
  assert.equal(readDraft(shop.store, draft!.draft_id)?.status, 'approved');
  assert.equal(await outcome(draft!.draft_id), 'queued');
});

test('approving fifty times at once is approving once', async () => {
  const [, draft] = await freshDrafts('yes');
  const before = listIntents(shop.store).length;
  const said = await Promise.all(
    Array.from({ length: 50 }, (_, index) => approve(room, graph, { id: draft!.draft_id, by: `person ${index}` })),
  );
  assert.equal(new Set(said.map(({ approval }) => approval.decided_by)).size, 1);
  assert.equal(listIntents(shop.store).length, before + 1);
});

test('a rejected draft gives its cost back, its code is void, and it cannot be approved', async () => {
  const [draft] = await freshDrafts('no');
  const before = readCampaign(shop.store, 'no')!.committed;
  const approval = await rejectDraft(room, graph, { id: draft!.draft_id, by: 'ann', reason: 'wrong tone' });
  assert.deepEqual([approval.verdict, approval.reason], ['rejected', 'wrong tone']);
  assert.equal(readCampaign(shop.store, 'no')!.committed, before - draft!.worst_case_cost);
  assert.equal(
    shop.store.database.prepare('SELECT state FROM coupons WHERE draft_id = ?').pluck().get(draft!.draft_id),
    'void',
  );
  assert.equal(await outcome(draft!.draft_id), 'rejected');
  await assert.rejects(approve(room, graph, { id: draft!.draft_id, by: 'bob' }), refused(/was rejected by ann/));
  assert.equal(readIntent(shop.store, draft!.draft_id), undefined);
  const rerun = await retainSegment(room, graph, { campaign: 'no', customers: shop.customers });
  assert.equal(rerun.drafted, 0, 'a customer whose draft was rejected gets no other in the campaign');
});

test('an approved draft cannot be rejected, a draft that there is not can be neither', async () => {
  const [draft] = await freshDrafts('firm');
  await approve(room, graph, { id: draft!.draft_id, by: 'ann' });
  await assert.rejects(
    rejectDraft(room, graph, { id: draft!.draft_id, by: 'b', reason: 'x' }),
    refused(/was approved by ann/),
  );
  await assert.rejects(approve(room, graph, { id: 'nope', by: 'ann' }), refused(/there is no draft "nope"/));
  await assert.rejects(rejectDraft(room, graph, { id: 'nope', by: 'ann', reason: 'x' }), refused(/there is no draft/));
});

test('nobody in particular, or without a reason, decides nothing', async () => {
  const [draft] = await freshDrafts('form');
  const { draft_id: id } = draft!;
  await assert.rejects(approve(room, graph, { id, by: '  ' }), refused(/name of the person/));
  await assert.rejects(rejectDraft(room, graph, { id, by: 'ann', reason: ' ' }), refused(/needs a reason/));
  assert.equal(readApproval(shop.store, id), undefined);
});

test('a draft that nobody decided on in time has expired: its cost is free and no approval counts', async () => {
  const [draft] = await freshDrafts('late');
  const later = shop.room({ policy, clock: () => new Date(now.getTime() + 8 * 86_400_000) });
  await assert.rejects(approve(later, graph, { id: draft!.draft_id, by: 'ann' }), refused(/expired on 2026-03-08/));
  assert.equal(readDraft(shop.store, draft!.draft_id)?.status, 'expired');
  assert.equal(readCampaign(shop.store, 'late')!.committed, 0);
});

test('without a consent that is known the intent is held; a refusal since then stops the approval', async () => {
  const consents = new Map<string, boolean | null>();
  const base = shop.ports();
  const ports = shop.ports({
    profile: async (customer) => ({ ...(await base.profile(customer))!, emailConsent: consents.get(customer) ?? null }),
  });
  const unknowing = shop.room({ policy, ports });
  const itsGraph = buildRetainGraph(unknowing);
  await retainSegment(unknowing, itsGraph, { campaign: 'consent', customers: shop.customers });
  const [first, second] = listDrafts(shop.store, { campaign: 'consent' });
  assert.equal(first!.plan.consent, 'unknown');
  const held = await approve(unknowing, itsGraph, { id: first!.draft_id, by: 'ann' });
  assert.equal(held.intent.state, 'held');
  assert.match(held.intent.reason!, /consent to e-mail is not known.*email_consent/);
  consents.set(second!.customer_id, false);
  await assert.rejects(
    approve(unknowing, itsGraph, { id: second!.draft_id, by: 'ann' }),
    refused(/customer has refused e-mail/),
  );
  consents.set(first!.customer_id, true);
  const again = await approve(unknowing, itsGraph, { id: first!.draft_id, by: 'ann' });
  assert.match(again.intent.reason!, /when the mail was made: “holdfast drafts edit ID”/);
  await editDraft(unknowing, { id: first!.draft_id, by: 'ann', text: {} });
  const anew = await approve(unknowing, itsGraph, { id: first!.draft_id, by: 'ann' });
  assert.deepEqual([anew.intent.state, anew.intent.reason], ['waiting', null]);
});

test('a word said at the interrupt alone, without a recorded approval, queues nothing', async () => {
  const { Command } = await import('@langchain/langgraph');
  const [draft] = await freshDrafts('bell');
  await graph.invoke(new Command({ resume: 'approved' }), { configurable: { thread_id: draft!.draft_id } });
  assert.equal(await outcome(draft!.draft_id), 'undecided');
  assert.equal(readIntent(shop.store, draft!.draft_id), undefined);
});

test('a draft whose thread was lost is approved all the same', async () => {
  const [draft] = await freshDrafts('lost');
  shop.store.database.prepare('DELETE FROM checkpoints WHERE thread_id = ?').run(draft!.draft_id);
  const { intent } = await approve(room, graph, { id: draft!.draft_id, by: 'ann' });
  assert.equal(intent.state, 'waiting');
  assert.equal(await outcome(draft!.draft_id), 'queued');
});
