import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  addressHash,
  type Draft,
  learnFromJournal,
  listDrafts,
  listIntents,
  openSender,
  openStore,
  readCampaign,
  redeemCoupon,
  type Store,
  sendPass,
  suppress,
  suppressionOfAddress,
  unsubscribe,
  verifyAudit,
} from '../../retention/index.ts';
import { failingStore } from './a-failing-store.ts';
import {
  approve,
  approvedDrafts,
  contactOf,
  customer,
  intoList,
  newFolder,
  noon,
  sendingRoom,
  waitingDraft,
} from './an-outbox.ts';

/** What holds of a store whatever failed. */
function assertWhole(store: Store): void {
  assert.equal(store.database.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(store.database.pragma('foreign_key_check'), []);
  assert.equal(verifyAudit(store).broken_at, null);
  const drafts = listDrafts(store, {});
  const approvals = store.database.prepare('SELECT draft_id FROM approvals ORDER BY 1').pluck().all();
  const approved = drafts.filter(({ status }) => status === 'approved').map(({ draft_id }) => draft_id);
  assert.deepEqual(approvals, approved.sort());
  assert.deepEqual(
    listIntents(store)
      .map(({ draft_id }) => draft_id)
      .sort(),
    approved,
  );
  const ended = listIntents(store).filter(({ state }) => state === 'failed');
  const free = new Set(ended.map(({ draft_id }) => draft_id));
  const cost = drafts.filter(({ draft_id }) => !free.has(draft_id)).reduce((sum, one) => sum + one.worst_case_cost, 0);
  assert.equal(readCampaign(store, 'spring')?.committed ?? 0, cost);
}

/** Does the job with its first, second, third … change failing, until one run has no fault. Returns how many faults there were. */
async function failEachChange(job: (failAt: number) => Promise<{ readonly changes: number }>): Promise<number> {
  for (let failAt = 1; ; failAt++) {
    const { changes } = await job(failAt);
    if (changes < failAt) return failAt - 1;
  }
}

/** Runs what may fail by a fault of the disk, and by nothing else. */
async function mayFail(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert.match((error as Error).message, /^change \d+ failed$/);
  }
}

test('whichever change of a send fails: no mail goes twice, and the next pass ends what is open', async () => {
  const faults = await failEachChange(async (failAt) => {
    const { store, drafts } = approvedDrafts(2, ':memory:');
    const list = intoList();
    const failing = failingStore(store, failAt);
    const died = openSender(store);
    await mayFail(() => sendPass(sendingRoom(failing.store, list, { sender: died })));
    assertWhole(store);
    store.database.exec(`UPDATE senders SET boot = 'before'`);
    // A mail that was stopped at the door waits a minute.
    const room = sendingRoom(store, list, { clock: () => new Date(noon.getTime() + 120_000) });
    await sendPass(room);
    assertWhole(store);
    const ids = list.mails.map(({ intent_id }) => intent_id);
    assert.equal(new Set(ids).size, ids.length, `change ${failAt}: a mail went twice`);
    const states = listIntents(store).map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'sent' || state === 'unknown').length, drafts.length);
    assert.ok(states.filter((state) => state === 'unknown').length <= 1, `change ${failAt}: ${states}`);
    for (const { intent_id, state } of listIntents(store)) {
      if (state === 'sent') assert.ok(ids.includes(intent_id), `change ${failAt}: sent, and never handed over`);
    }
    room.sender.close();
    died.close();
    store.close();
    return { changes: failing.count() };
  });
  assert.ok(faults > 20, `${faults} changes failed in turn`);
});

const jobs: Readonly<Record<string, (store: Store, draft: Draft) => unknown>> = {
  'a draft that is stored': (store) => waitingDraft(store, customer(7)),
  'an approval': (store, draft) => approve(store, draft),
  'an unsubscription': (store, draft) => unsubscribe(store, draft.content.unsubscribe!.url.split('/').at(-1)!, noon),
  'a suppression': (store) =>
    suppress(store, {
      hash: addressHash(store.keys, contactOf(customer(0)).email!),
      kind: 'address',
      cause: 'complained',
      time: noon.toISOString(),
      source: 'test',
    }),
  'a redeemed code': (store, draft) => {
    approve(store, draft);
    return redeemCoupon(store, {
      code: draft.content.coupon_code!,
      customer: draft.customer_id,
      order_id: 'o',
      order_value: 6000 as never,
      now: noon,
    });
  },
};

/** Everything that the job leaves behind, without what is random. */
function traces(store: Store): unknown {
  const count = (table: string) => store.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  return [
    ...['drafts', 'coupons', 'approvals', 'outbox', 'suppressions', 'consents', 'audit'].map(count),
    store.database.prepare('SELECT state FROM coupons ORDER BY customer_id').pluck().all(),
    readCampaign(store, 'spring')?.committed,
  ];
}

for (const [name, job] of Object.entries(jobs)) {
  test(`${name}: whichever change fails, it is done or it is not, and doing it again ends as without a fault`, async () => {
    const undisturbed = openStore(':memory:');
    await job(undisturbed, waitingDraft(undisturbed, customer(0)));
    const faults = await failEachChange(async (failAt) => {
      const store = openStore(':memory:');
      const draft = waitingDraft(store, customer(0));
      const failing = failingStore(store, failAt);
      await mayFail(() => job(failing.store, draft));
      assertWhole(store);
      await job(store, draft);
      assertWhole(store);
      assert.deepEqual(traces(store), traces(undisturbed), `change ${failAt}`);
      store.close();
      return { changes: failing.count() };
    });
    assert.ok(faults >= 3, `${faults} changes failed in turn`);
  });
}

test('a disk that is full stops a job without half of it, and the job is done once there is room', async () => {
  let full = 0;
  for (const room of [0, 1, 2, 4, 8]) {
    const folder = newFolder();
    const { store } = approvedDrafts(2, folder);
    const waiting = Array.from({ length: 3 }, (_, index) => waitingDraft(store, customer(10 + index)));
    const list = intoList();
    const died = openSender(store);
    const pages = store.database.pragma('page_count', { simple: true }) as number;
    store.database.pragma(`max_page_count = ${pages + room}`);
    try {
      for (let index = 0; index < 40; index++) waitingDraft(store, customer(100 + index));
      for (const draft of waiting) approve(store, draft);
      await sendPass(sendingRoom(store, list, { sender: died }));
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'SQLITE_FULL');
      full++;
    }
    assertWhole(store);
    store.database.pragma('max_page_count = 1000000');
    for (const draft of waiting) approve(store, draft);
    store.database.exec(`UPDATE senders SET boot = 'before'`);
    const second = sendingRoom(store, list);
    await sendPass(second);
    assertWhole(store);
    const ids = list.mails.map(({ intent_id }) => intent_id);
    assert.deepEqual([ids.length, new Set(ids).size], [5, 5]);
    second.sender.close();
    died.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
  assert.ok(full >= 4, `${full} times the disk was full`);
});

test('a file that was deleted is a new beginning that remembers whom not to write to; one that cannot be read is said', async () => {
  const folder = newFolder();
  const { store } = approvedDrafts(1, folder);
  const { email } = contactOf(customer(0));
  const suppression = suppressionOfAddress(store, { address: email!, cause: 'manual', now: noon, source: 'ann' });
  suppress(store, suppression);
  store.close();
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `holdfast.sqlite${end}`), { force: true });
  const again = openStore(folder);
  learnFromJournal(again, noon);
  for (const index of [0, 1]) approve(again, waitingDraft(again, customer(index)));
  const list = intoList();
  const room = sendingRoom(again, list);
  await sendPass(room);
  assert.deepEqual(
    list.mails.map(({ address }) => address),
    [contactOf(customer(1)).email],
  );
  room.sender.close();
  again.close();
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `holdfast.sqlite${end}`), { force: true });
  mkdirSync(join(folder, 'holdfast.sqlite'));
  assert.throws(() => openStore(folder), /the file of drafts .* cannot be opened/);
  rmSync(folder, { recursive: true });
});
