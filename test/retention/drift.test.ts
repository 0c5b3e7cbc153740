import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listIntents, sendPass } from '../../retention/index.ts';
import type { ProductId } from '../../warehouse/index.ts';
import { approvedDrafts, contactOf, intoList, noon, sendingRoom } from './an-outbox.ts';

const mug = { product_id: 'mug' as ProductId, title: 'Mug', price: 14.5, image_url: 'https://elm.example/mug.jpg' };
const asApproved = { price: 14.5, stock: 3, imageUrl: mug.image_url };

/** What becomes of a mail that shows a mug, when the catalogue has it so at the moment of sending; then, a day later, as it was approved. */
async function sent(now: { price: number | null; stock: number | null; imageUrl: string | null } | null) {
  const { store } = approvedDrafts(1, ':memory:');
  store.database.prepare(`UPDATE drafts SET plan = json_set(plan, '$.products', json(?))`).run(JSON.stringify([mug]));
  const list = intoList();
  let product = now;
  const room = sendingRoom(store, list, {
    readShop: async () => ({ contact: (id) => contactOf(id), product: () => product }),
    clock: () => noon,
  });
  await sendPass(room);
  const [intent] = listIntents(store);
  const mails = list.mails.length;
  product = asApproved;
  await sendPass(room);
  room.sender.close();
  return { state: intent!.state, reason: intent!.reason, mails, afterwards: list.mails.length };
}

test('a mail goes while its products, prices and pictures are those that were approved', async () => {
  assert.equal((await sent(asApproved)).mails, 1);
  assert.equal((await sent({ ...asApproved, stock: null })).mails, 1, 'a stock that nobody counts');
});

test('a mail whose product is gone, sold out, dearer, cheaper or pictured anew is held, and goes when it is true again', async () => {
  const drifts = {
    'not in the catalogue any more': null,
    'out of stock': { ...asApproved, stock: 0 },
    'another price': { ...asApproved, price: 14.51 },
    'another price than': { ...asApproved, price: 9 },
    'costs another price': { ...asApproved, price: null },
    'another picture': { ...asApproved, imageUrl: 'https://elm.example/other.jpg' },
    'has another picture': { ...asApproved, imageUrl: null },
  };
  for (const [reason, now] of Object.entries(drifts)) {
    const held = await sent(now);
    assert.deepEqual([held.state, held.mails, held.afterwards], ['held', 0, 1], reason);
    assert.ok(held.reason!.includes(reason), held.reason!);
  }
});
