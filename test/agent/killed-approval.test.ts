import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { approveDraft, buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { listDrafts, readApproval, readIntent } from '../../retention/index.ts';
import { openShop } from './a-shop.ts';

const program = join(import.meta.dirname, 'approve-in-a-child.ts');

for (const moment of ['before the commit', 'after the commit'] as const) {
  test(`an approval that is killed ${moment} is whole or is not there, and saying yes again ends it`, async () => {
    const shop = await openShop(2);
    await retainSegment(shop.room(), buildRetainGraph(shop.room()), { campaign: 'spring', customers: shop.customers });
    const [draft, other] = listDrafts(shop.store, {});
    shop.store.close();
    shop.warehouse.close();
    const child = spawnSync(process.execPath, [program, shop.folder, draft!.draft_id, moment]);
    assert.equal(child.signal, 'SIGKILL', child.stderr.toString());

    const again = await openShop(2, shop.folder);
    const recorded = moment === 'after the commit';
    assert.equal(readApproval(again.store, draft!.draft_id)?.decided_by, recorded ? 'ann' : undefined);
    assert.equal(readIntent(again.store, draft!.draft_id)?.state, recorded ? 'waiting' : undefined);
    const room = again.room();
    await approveDraft(room, buildRetainGraph(room), { id: draft!.draft_id, by: 'bob' });
    assert.equal(readApproval(again.store, draft!.draft_id)?.decided_by, recorded ? 'ann' : 'bob');
    assert.equal(again.store.database.prepare('SELECT count(*) FROM outbox').pluck().get(), 1);
    assert.equal(readApproval(again.store, other!.draft_id), undefined);
    again.close();
  });
}

test('a consent that is withdrawn between the decision and the draft leaves no draft', async () => {
  const shop = await openShop(4);
  let asked = 0;
  const base = shop.ports();
  const ports = shop.ports({
    // The first look of each customer decides over the segment; every later one is the graph's own.
    profile: async (customer) => ({ ...(await base.profile(customer))!, emailConsent: asked++ < 4 }),
  });
  const room = shop.room({ ports });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'flip', customers: shop.customers });
  assert.deepEqual([report.drafted, report.decisions], [0, { withdrawn: 4 }]);
  shop.close();
});
