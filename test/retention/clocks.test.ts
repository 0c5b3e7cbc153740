import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listIntents, openStore, readApproval, redeemCoupon, sendPass } from '../../retention/index.ts';
import { approve, customer, intoList, noon, sendingRoom, settings, waitingDraft } from './an-outbox.ts';

const day = 86_400_000;
const frequency = [{ at_most: 1, days: 3 }];

test('a clock that jumps a day ahead or back, again and again, sends nothing early and nothing twice', async () => {
  const store = openStore(':memory:');
  const list = intoList();
  let now = noon;
  const room = sendingRoom(store, list, { clock: () => now, policy: { ...settings.policy, frequency } });
  // Two mails for one customer: the second waits three days from the first.
  for (const campaign of ['one', 'two']) approve(store, waitingDraft(store, customer(0), campaign));
  await sendPass(room);
  assert.equal(list.mails.length, 1);
  for (const jump of [-1, 1, -30, 2, -1, 2.9]) {
    now = new Date(noon.getTime() + jump * day);
    await sendPass(room);
    assert.equal(list.mails.length, 1, `${jump} days`);
  }
  // The approval of the second mail ends with its third day, and with it the mail.
  now = new Date(noon.getTime() + 3 * day);
  await sendPass(room);
  assert.deepEqual([list.mails.length, listIntents(store).filter(({ state }) => state === 'failed').length], [1, 1]);
  room.sender.close();
});

test('in 2038 and in 2100, on leap days and in leap seconds everything lasts as long as it must', async () => {
  for (const start of [
    '2038-01-19T03:14:07Z',
    '2100-02-28T23:59:59Z',
    '2028-02-29T12:00:00Z',
    '2016-12-31T23:59:59.999Z',
    '2026-12-31T23:30:00Z',
  ]) {
    const now = new Date(start);
    const store = openStore(':memory:');
    const draft = waitingDraft(store, customer(0), 'spring', { now });
    approve(store, draft, 'ann', now);
    const { expires_at } = readApproval(store, draft.draft_id)!;
    assert.equal(new Date(expires_at!).getTime() - now.getTime(), 3 * day);
    const list = intoList();
    const room = sendingRoom(store, list, { clock: () => now });
    await sendPass(room);
    assert.equal(list.mails.length, 1, start);
    store.database.prepare('UPDATE coupons SET valid_until = ?').run(new Date(now.getTime() + 14 * day).toISOString());
    const redeem = (later: number) =>
      redeemCoupon(store, {
        code: draft.content.coupon_code!,
        customer: customer(0),
        order_id: 'o',
        order_value: 6000 as never,
        now: new Date(now.getTime() + later),
      });
    assert.deepEqual(redeem(14 * day), { accepted: false, reason: 'expired' });
    assert.equal(redeem(14 * day - 1).accepted, true);
    room.sender.close();
    store.close();
  }
});
