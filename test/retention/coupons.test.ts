import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../../config/index.ts';
import {
  committedOnDay,
  newCouponCode,
  openStore,
  readCampaign,
  redeemCoupon,
  type Store,
} from '../../retention/index.ts';
import { approve, customer, newFolder, noon, waitingDraft } from './an-outbox.ts';

const order = { order_id: 'o1', order_value: 6000 as never, now: noon };

function approvedCode(store: Store, index = 0): string {
  const draft = waitingDraft(store, customer(index));
  approve(store, draft);
  return draft.content.coupon_code!;
}

test('a code is redeemed once, by the customer it was made for, for what was approved', () => {
  const store = openStore(':memory:');
  const code = approvedCode(store);
  const redeem = (given: object) => redeemCoupon(store, { code, customer: customer(0), ...order, ...given });
  assert.deepEqual(redeem({ customer: customer(1) }), { accepted: false, reason: 'unknown' });
  assert.deepEqual(redeem({ order_value: 2499 }), { accepted: false, reason: 'order_too_small' });
  assert.deepEqual(redeem({ now: new Date('2026-06-01T00:00:00Z') }), { accepted: false, reason: 'expired' });
  const redeemed = redeem({ code: code.toLowerCase() });
  assert.ok(redeemed.accepted && redeemed.discount === 500 && redeemed.offer.name === 'five_off');
  assert.deepEqual(redeem({}), { accepted: false, reason: 'used' });
});

test('a code whose draft was never approved, or was rejected, is nobody’s', () => {
  const store = openStore(':memory:');
  const { content } = waitingDraft(store, customer(0));
  assert.deepEqual(redeemCoupon(store, { code: content.coupon_code!, customer: customer(0), ...order }), {
    accepted: false,
    reason: 'unknown',
  });
});

test('none of 100,000 codes that were forged or bent is accepted', () => {
  const store = openStore(':memory:');
  const code = approvedCode(store);
  const random = seededRandom(2);
  let accepted = 0;
  for (let index = 0; index < 100_000; index++) {
    const at = Math.floor(random() * code.length);
    const bent = String.fromCharCode(code.charCodeAt(at) ^ (1 << Math.floor(random() * 7)));
    const forged = index % 2 === 0 ? newCouponCode() : `${code.slice(0, at)}${bent}${code.slice(at + 1)}`;
    if (forged.trim().toUpperCase() === code) continue;
    if (redeemCoupon(store, { code: forged, customer: customer(0), ...order }).accepted) accepted++;
  }
  assert.equal(accepted, 0);
});

/** Runs the same work in so many threads, each over a connection of its own, all let go at one moment. */
async function inThreads<T>(threads: number, folder: string, work: string): Promise<T[]> {
  const gate = new SharedArrayBuffer(4);
  const source = `
    const { workerData, parentPort } = require('node:worker_threads');
    (async () => {
      const { redeemCoupon, openStore, storeDraft, untilFree } = await import(${JSON.stringify(new URL('../../retention/index.ts', import.meta.url).href)});
      const { newDraft, waitingDraft, customer, noon } = await import(${JSON.stringify(new URL('./an-outbox.ts', import.meta.url).href)});
      const store = openStore(workerData.folder);
      parentPort.postMessage('ready');
      Atomics.wait(new Int32Array(workerData.gate), 0, 0);
      const result = await (async () => { ${work} })();
      store.close();
      parentPort.postMessage({ result });
    })();`;
  const workers = Array.from(
    { length: threads },
    (_, thread) => new Worker(source, { eval: true, workerData: { folder, gate, thread } }),
  );
  let ready = 0;
  const results = workers.map(
    (worker) =>
      new Promise<T>((done, fail) => {
        worker.on('error', fail);
        worker.on('message', (message: 'ready' | { result: T }) => {
          if (message !== 'ready') return done(message.result);
          if (++ready < threads) return;
          Atomics.store(new Int32Array(gate), 0, 1);
          Atomics.notify(new Int32Array(gate), 0);
        });
      }),
  );
  return Promise.all(results);
}

test('of a hundred redemptions at once exactly one is accepted', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  const code = approvedCode(store);
  const results = await inThreads<boolean[]>(
    4,
    folder,
    `const results = [];
     for (let index = 0; index < 25; index++) {
       const given = { code: '${code}', customer: customer(0), order_id: 'o' + workerData.thread + '-' + index, order_value: 6000, now: noon };
       results.push((await untilFree(() => redeemCoupon(store, given))).accepted);
     }
     return results;`,
  );
  assert.deepEqual([results.flat().length, results.flat().filter(Boolean).length], [100, 1]);
  store.close();
  rmSync(folder, { recursive: true });
});

test('a thousand drafts stored by four threads at once never cost more than the budget', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  waitingDraft(store, customer(9999), 'spring', { cost: 1 });
  // 300 of them fit.
  store.database.exec('UPDATE campaigns SET budget = 150001');
  await inThreads(
    4,
    folder,
    `for (let index = 0; index < 250; index++) {
       await untilFree(() => waitingDraft(store, customer(workerData.thread * 1000 + index), 'spring', { cost: 500, budget: 1500.01 }));
     }`,
  );
  const { committed, budget } = readCampaign(store, 'spring')!;
  const sum = store.database.prepare('SELECT sum(worst_case_cost) FROM drafts').pluck().get() as number;
  assert.equal(committed, sum);
  assert.ok(committed <= budget && committed > budget - 500, `${committed} of ${budget}`);
  store.close();
  rmSync(folder, { recursive: true });
});

test('drafts of four campaigns stored by four threads at once never cost more than the budget of the day', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  await inThreads(
    4,
    folder,
    `for (let index = 0; index < 60; index++) {
       const made = await untilFree(() => newDraft(store, customer(index), 'c' + workerData.thread, { cost: 500 }));
       await untilFree(() => storeDraft(store, made, 50_000));
     }`,
  );
  const sum = store.database.prepare('SELECT sum(worst_case_cost) FROM drafts').pluck().get() as number;
  assert.equal(committedOnDay(store, noon.toISOString()), sum);
  assert.equal(sum, 50_000, 'a hundred of the two hundred and forty fit');
  store.close();
  rmSync(folder, { recursive: true });
});
