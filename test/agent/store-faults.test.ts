import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { isWaiting } from '../../agent/retain-thread.ts';
import { listDrafts, readCampaign, readDecisions } from '../../retention/index.ts';
import { failingStore } from '../retention/a-failing-store.ts';
import { openShop } from './a-shop.ts';

test('whichever change of a run of drafts fails: no half draft, and the next run ends as one without a fault', async () => {
  const shop = await openShop(2);
  let faults = 0;
  for (let failAt = 1; ; failAt++) {
    const campaign = `fault-${failAt}`;
    const failing = failingStore(shop.store, failAt);
    const disturbed = shop.room({ store: failing.store });
    try {
      await retainSegment(disturbed, buildRetainGraph(disturbed), { campaign, customers: shop.customers });
    } catch (error) {
      assert.match((error as Error).message, /^change \d+ failed$/);
    }
    const cost = () => listDrafts(shop.store, { campaign }).reduce((sum, draft) => sum + draft.worst_case_cost, 0);
    assert.equal(readCampaign(shop.store, campaign)?.committed ?? 0, cost());
    const before = new Map(listDrafts(shop.store, { campaign }).map((draft) => [draft.draft_id, draft]));

    const room = shop.room();
    const graph = buildRetainGraph(room);
    const report = await retainSegment(room, graph, { campaign, customers: shop.customers });
    const drafts = listDrafts(shop.store, { campaign });
    assert.deepEqual([drafts.length, report.failed], [2, []], campaign);
    for (const [id, draft] of before)
      assert.deepEqual(
        drafts.find(({ draft_id }) => draft_id === id),
        draft,
      );
    for (const { draft_id } of drafts) assert.ok(await isWaiting(graph, draft_id), campaign);
    for (const customer of shop.customers) {
      assert.equal(readDecisions(shop.store, customer, campaign)[0]?.outcome, 'chosen');
    }
    assert.equal(readCampaign(shop.store, campaign)!.committed, cost());
    assert.deepEqual(shop.store.database.pragma('foreign_key_check'), []);
    if (failing.count() < failAt) break;
    faults++;
  }
  assert.ok(faults > 20, `${faults} changes failed in turn`);
  shop.close();
});
