import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { approveDraft, buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { resumeThread, runThread } from '../../agent/retain-thread.ts';
import { listDrafts, listIntents, openStore, readAudit } from '../../retention/index.ts';
import { openShop } from './a-shop.ts';

const count = 200;
const shop = await openShop(count);
after(() => shop.close());

test('two hundred threads that are paused, killed and resumed, two at once, put every intent in the outbox exactly once', async () => {
  const campaign = 'spring';
  const room = shop.room();
  const graph = buildRetainGraph(room);
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  const elsewhere = openStore(shop.folder);
  const second = shop.room({ store: elsewhere });
  const itsGraph = buildRetainGraph(second);
  const drafts = listDrafts(shop.store, { campaign });
  assert.equal(drafts.length, count);
  for (const [index, { draft_id, customer_id, plan }] of drafts.entries()) {
    const run = { campaign, customer_id, draft_id, allotted: { action: plan.action, offer: plan.offer.name } };
    // A kill between row and interrupt loses the checkpoint.
    if (index % 4 === 0) shop.store.database.prepare('DELETE FROM checkpoints WHERE thread_id = ?').run(draft_id);
    if (index % 4 === 1) await runThread(graph, run);
    await Promise.all([
      approveDraft(room, graph, { id: draft_id, by: 'ann' }),
      approveDraft(second, itsGraph, { id: draft_id, by: 'bob' }),
    ]);
    await Promise.all([resumeThread(graph, run), resumeThread(itsGraph, run)]);
  }
  elsewhere.close();
  const intents = listIntents(shop.store).map(({ intent_id }) => intent_id);
  assert.deepEqual(intents.sort(), drafts.map(({ draft_id }) => `send-${draft_id}`).sort());
  const yes = readAudit(shop.store).filter(({ action }) => action === 'draft approved');
  assert.equal(new Set(yes.map(({ subject }) => subject)).size, yes.length, 'every yes is recorded once');
  assert.equal(yes.length, count);
});
