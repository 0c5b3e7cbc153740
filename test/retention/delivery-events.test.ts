import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signWebhook } from '../../retention/delivery/webhook-signature.ts';
import { openStore, receiveEvent, type Store, sendPass } from '../../retention/index.ts';
import {
  approve,
  approvedDrafts,
  contactOf,
  customer,
  intoList,
  noon,
  sendingRoom,
  waitingDraft,
} from './an-outbox.ts';

const secret = 'a-secret-of-this-test';
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function event(id: string, type: string, data: object, happened = noon, signed = noon, key = secret): Signed {
  const body = JSON.stringify({ type, timestamp: happened.toISOString(), data });
  return { headers: { ...signWebhook(key, { id, now: signed, body }) }, body };
}

const receive = (store: Store, { headers, body }: Signed, now = noon) =>
  receiveEvent(store, { secret, headers, body, now });
const state = (store: Store) =>
  store.database.prepare('SELECT hash, cause FROM suppressions ORDER BY 1, 2').raw().all();

test('a bounce or a complaint suppresses at once: the next mail to that address does not go', async () => {
  for (const [type, cause] of [
    ['email.bounced', 'bounced'],
    ['email.complained', 'complained'],
  ] as const) {
    const { store, drafts } = approvedDrafts(1, ':memory:');
    const list = intoList();
    await sendPass(sendingRoom(store, list));
    assert.equal(receive(store, event('e1', type, { id: `send-${drafts[0]!.draft_id}` })), 'recorded');
    approve(store, waitingDraft(store, customer(0), 'summer'));
    const report = await sendPass(sendingRoom(store, list));
    assert.deepEqual([report.failed, list.mails.length], [1, 1]);
    assert.equal((state(store)[0] as string[])[1], cause);
  }
});

test('events in any order, a hundred times each, a week late: the same state as each once in order', () => {
  const events = [
    event('e1', 'email.bounced', { email: contactOf(customer(0)).email }),
    event('e2', 'email.complained', { email: contactOf(customer(1)).email }),
    event('e3', 'email.complained', { email: contactOf(customer(0)).email }),
    event('e4', 'email.bounced', { email: contactOf(customer(2)).email, permanent: false }),
  ];
  const inOrder = openStore(':memory:');
  for (const one of events) receive(inOrder, one);
  const otherwise = openStore(':memory:');
  Object.assign(otherwise.keys, inOrder.keys);
  for (let turn = 0; turn < 100; turn++) for (const one of [...events].reverse()) receive(otherwise, one, at(turn % 5));
  const late = at(7 * 24 * 60);
  assert.equal(
    receive(otherwise, event('e1', 'email.bounced', { email: contactOf(customer(0)).email }, noon, late), late),
    'seen_before',
  );
  assert.deepEqual(state(otherwise), state(inOrder));
  assert.equal(state(inOrder).length, 3);
});

test('a forged event changes nothing', () => {
  const store = openStore(':memory:');
  const good = event('e1', 'email.bounced', { email: contactOf(customer(0)).email });
  const forged: Signed[] = [
    event('e1', 'email.bounced', { email: contactOf(customer(0)).email }, noon, noon, 'another-secret-altogether'),
    { ...good, body: good.body.replace('c0@', 'c1@') },
    { ...good, headers: {} },
    { ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } },
    { ...good, headers: { ...good.headers, 'webhook-signature': `v1,${'A'.repeat(43)}=` } },
    { ...good, headers: { ...good.headers, 'webhook-id': 'e2' } },
    { ...good, headers: { ...good.headers, 'webhook-timestamp': '0' } },
    { ...good, headers: { ...good.headers, 'webhook-timestamp': 'NaN' } },
  ];
  for (const one of forged) assert.equal(receive(store, one), 'forged');
  assert.equal(receive(store, good, at(6)), 'forged', 'an old one that somebody kept');
  assert.deepEqual(state(store), []);
  assert.throws(() => receive(store, event('e9', 'email.exploded', {})), /cannot be read/);
});
