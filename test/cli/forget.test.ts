import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { approveDraft, buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { Config } from '../../config/index.ts';
import { listDrafts, openSender, openStore, openTransport, sendPass, writePreview } from '../../retention/index.ts';
import { openWarehouse } from '../../warehouse/index.ts';
import { delivery, id, now, openShop, personal } from '../agent/a-shop.ts';
import { runHoldfast } from './run-holdfast.ts';

const shop = await openShop(4);
const { folder } = shop;
after(() => shop.close());
const forgotten = personal(1);
const settings = join(folder, 'holdfast.yaml');
writeFileSync(settings, JSON.stringify({ data_dir: folder }));

/** Drafts with checkpoints, previews, mails as files, rows for an e-mail tool, an approval, a code. */
async function leaveTracesEverywhere(): Promise<void> {
  const room = shop.room();
  const graph = buildRetainGraph(room);
  await retainSegment(room, graph, { campaign: 'spring', customers: shop.customers });
  for (const draft of listDrafts(shop.store, {})) {
    writePreview(draft, join(folder, 'previews'));
    await approveDraft(room, graph, { id: draft.draft_id, by: 'ann' });
  }
  const { policy, shop: itsShop } = Config.parse({ policy: { quiet_hours: { from: '00:00', to: '00:00' } } });
  const sender = openSender(shop.store);
  for (const kind of ['eml', 'csv'] as const) {
    shop.store.database.exec(`UPDATE outbox SET state = 'waiting', handed_over_at = NULL`);
    const transport = openTransport({ ...delivery, transport: { kind, folder: 'outgoing' } }, folder, () => now);
    const profiles = new Map(
      await Promise.all(shop.customers.map(async (one) => [one, await room.ports.profile(one)] as const)),
    );
    const report = await sendPass({
      store: shop.store,
      sender,
      transport,
      policy,
      shop: itsShop,
      delivery,
      clock: () => now,
      readShop: async () => ({
        contact: (one) => profiles.get(one) ?? null,
        product: (product) =>
          ({ mug: { price: 14.5, stock: null }, teapot: { price: 38, stock: 3 }, tin: { price: 0.125, stock: null } })[
            product as string
          ] ?? null,
      }),
    });
    assert.equal(report.sent, 4, JSON.stringify(shop.store.database.prepare('SELECT state, reason FROM outbox').all()));
  }
  sender.close();
}

function filesWith(canaries: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile() || entry.name === 'holdfast.yaml') return [];
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    return canaries.filter((canary) => bytes.includes(canary)).map((canary) => `${entry.name}: ${canary}`);
  });
}

test('a customer who is forgotten leaves no trace in any file, and is never written to again', async () => {
  await leaveTracesEverywhere();
  const [draft] = listDrafts(shop.store, {}).filter((one) => one.customer_id === id(1));
  const canaries = [...Object.values(forgotten), draft!.content.coupon_code ?? 'no code'];
  shop.store.database.pragma('wal_checkpoint(TRUNCATE)');
  shop.store.close();
  shop.warehouse.close();
  assert.ok(filesWith(canaries).length >= 8, 'the traces are there before');

  const exported = JSON.parse(runHoldfast(folder, ['--config', settings, 'export', forgotten.email]).output);
  assert.equal(exported.customer_id, id(1));
  assert.equal(exported.customers[0].first_name, forgotten.first);
  assert.equal(exported.drafts.length, 1);
  for (const index of [0, 2, 3]) {
    for (const other of Object.values(personal(index))) assert.ok(!JSON.stringify(exported).includes(other), other);
  }

  const { output, code, log } = runHoldfast(folder, [
    '--config',
    settings,
    'forget',
    forgotten.email,
    '--by',
    'ticket 1',
    '--json',
  ]);
  assert.equal(code, 0, log);
  const told = JSON.parse(output);
  assert.deepEqual(told.left_in, []);
  assert.deepEqual([told.warehouse.customers, told.warehouse.identities, told.store.drafts], [1, 2, 1]);
  assert.ok(told.store.checkpoints >= 1);
  assert.deepEqual(filesWith(canaries), []);
  for (const index of [0, 2, 3]) assert.ok(filesWith([personal(index).email]).length > 0, 'the others are still there');

  const store = openStore(folder);
  const audit = runHoldfast(folder, ['--config', settings, 'audit', 'verify', '--json']);
  assert.equal(JSON.parse(audit.output).broken_at, null);
  assert.equal(listDrafts(store, {}).length, 3);
  store.close();
  // The shop's next export brings the customer back: no mail ever follows.
  const warehouse = await openWarehouse(folder);
  await warehouse.connection.run(`INSERT INTO customers (customer_id, email_consent) VALUES ('c1', true)`);
  await warehouse.connection.run(`INSERT INTO identities VALUES ('email', $email, 'c77')`, { email: forgotten.email });
  await warehouse.connection.run(`INSERT INTO customers (customer_id, email_consent) VALUES ('c77', true)`);
  await warehouse.connection.run(`INSERT INTO scores SELECT * REPLACE ('c1' AS customer_id) FROM scores LIMIT 1`);
  await warehouse.connection.run(`INSERT INTO scores SELECT * REPLACE ('c77' AS customer_id) FROM scores LIMIT 1`);
  warehouse.close();
  const again = await openShop(4, folder);
  const room = again.room();
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'summer', customers: [id(1), id(77)] });
  assert.deepEqual(report.decisions, { erased: 2 });
  again.store.close();
  again.warehouse.close();
});

test('a customer whom nobody knows is said to be unknown', async () => {
  const exported = runHoldfast(folder, ['--config', settings, 'export', 'nobody@private.example']);
  assert.deepEqual([exported.code, /nothing is known of nobody/.test(exported.log)], [1, true]);
});
