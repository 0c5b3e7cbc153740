import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { listDrafts, openStore, readCampaign, type Store } from '../../retention/index.ts';
import { openShop, type TestShop } from './a-shop.ts';
import { complete, goodFor, openEndpoint } from './an-endpoint.ts';

const customers = 10;
const campaign = 'spring';
const program = join(import.meta.dirname, 'retain-in-a-child.ts');

/** What must hold of the store after every kill. */
function assertWhole(store: Store): void {
  assert.equal(store.database.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(store.database.pragma('foreign_key_check'), []);
  const drafts = listDrafts(store, { campaign });
  assert.equal(new Set(drafts.map((draft) => draft.customer_id)).size, drafts.length);
  const cost = drafts.reduce((sum, draft) => sum + draft.worst_case_cost, 0);
  assert.equal(readCampaign(store, campaign)?.committed ?? 0, cost);
  const coupons = store.database.prepare('SELECT code, draft_id FROM coupons ORDER BY 2').raw().all();
  const promised = drafts.filter((draft) => draft.content.coupon_code !== null);
  assert.deepEqual(
    coupons,
    promised.map((draft) => [draft.content.coupon_code, draft.draft_id]).sort((a, b) => (a[1]! < b[1]! ? -1 : 1)),
  );
}

test('a run that is killed again and again goes on where it was: every customer gets one draft, and none changes', async () => {
  const shop = await openShop(customers);
  shop.warehouse.close();
  shop.store.close();
  const endpoint = await openEndpoint(async (response, asked) => {
    await wait(20);
    complete(response, goodFor(asked));
  });
  let drafts = new Map<string, string>();
  let kills = 0;
  for (let round = 0; drafts.size < customers; round++) {
    assert.ok(round < customers + 3, 'every round gets further');
    const child = spawn(process.execPath, [program, shop.folder, endpoint.url, String(customers), campaign], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(child, 'exit');
    // Killed once the model was asked for two more, at another moment of the work each time; the last rounds run to their end.
    const enough = endpoint.requests.length + 2;
    while (child.exitCode === null && (endpoint.requests.length < enough || round >= 4))
      await Promise.race([wait(2), ended]);
    await wait(round * 11);
    if (child.kill('SIGKILL')) kills++;
    await ended;

    const store = openStore(shop.folder);
    assertWhole(store);
    const found = new Map(
      listDrafts(store, { campaign }).map((draft) => [draft.customer_id as string, JSON.stringify(draft)]),
    );
    store.close();
    for (const [customer, draft] of drafts)
      assert.equal(found.get(customer), draft, 'a draft once made stays as it is');
    drafts = found;
  }
  await endpoint.close();
  assert.ok(kills >= 3, `${kills} kills`);

  const again = await openShop(customers, shop.folder);
  const room = again.room();
  const graph = buildRetainGraph(room);
  const report = await retainSegment(room, graph, { campaign, customers: again.customers });
  assert.deepEqual([report.drafted, report.drafted_before, report.failed], [0, customers, []]);
  await assertAllWait(again, graph);
  again.close();
});

test('drafts that were stored but never reached their interrupt are taken there by the next run', async () => {
  const shop = await openShop(3);
  const room = shop.room();
  const graph = buildRetainGraph(room);
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  // What a kill between the row and the checkpoint leaves behind.
  shop.store.database.exec('DELETE FROM checkpoints; DELETE FROM writes');
  const before = listDrafts(shop.store, { campaign });
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  assert.deepEqual(listDrafts(shop.store, { campaign }), before);
  await assertAllWait(shop, graph);
  shop.close();
});

test('a store that another process holds for a moment is waited for', async () => {
  const shop = await openShop(4);
  const other = openStore(shop.folder);
  other.database.exec('BEGIN IMMEDIATE');
  setTimeout(() => other.database.exec('COMMIT'), 700);
  const room = shop.room();
  const report = await retainSegment(room, buildRetainGraph(room), { campaign, customers: shop.customers });
  assert.deepEqual([report.drafted, report.failed], [4, []]);
  other.close();
  shop.close();
});

test('two runs of one campaign at once make one draft a customer between them', async () => {
  const shop = await openShop(12);
  const second = openStore(shop.folder);
  const rooms = [shop.room(), shop.room({ store: second })];
  const reports = await Promise.all(
    rooms.map((room) => retainSegment(room, buildRetainGraph(room), { campaign, customers: shop.customers })),
  );
  assert.deepEqual(
    reports.flatMap((report) => report.failed),
    [],
  );
  assert.equal(listDrafts(shop.store, { campaign }).length, 12);
  assertWhole(shop.store);
  second.close();
  shop.close();
});

async function assertAllWait(shop: TestShop, graph: ReturnType<typeof buildRetainGraph>): Promise<void> {
  for (const { draft_id } of listDrafts(shop.store, { campaign })) {
    const state = await graph.getState({ configurable: { thread_id: draft_id } });
    assert.deepEqual(state.next, ['await_approval']);
    assert.equal(state.tasks[0]?.interrupts[0]?.value?.action_request.args.draft_id, draft_id);
  }
}
