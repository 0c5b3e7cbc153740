import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signWebhook } from '../../retention/delivery/webhook-signature.ts';
import { sendPass } from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, noon, sendingRoom, waitingDraft } from '../retention/an-outbox.ts';
import { openService, type Service, secret, stateOf, suppressed } from './a-service.ts';

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function event(id: string, data: object, given: { type?: string; signed?: Date; key?: string } = {}): Signed {
  const body = JSON.stringify({ type: given.type ?? 'email.bounced', timestamp: noon.toISOString(), data });
  return { body, headers: { ...signWebhook(given.key ?? secret, { id, now: given.signed ?? noon, body }) } };
}

const post = ({ url }: Service, { headers, body }: Signed) => fetch(`${url}/events`, { method: 'POST', headers, body });
const emailOf = (index: number) => contactOf(customer(index)).email;

test('a bounce suppresses before the answer: the next mail does not go; the same event again is 200 and changes nothing', async () => {
  const service = await openService();
  approve(service.store, waitingDraft(service.store, customer(0)));
  const bounce = event('e1', { email: emailOf(0) });
  const first = await post(service, bounce);
  assert.deepEqual([first.status, await first.json()], [200, { received: 'recorded' }]);
  const after = stateOf(service);
  const doubled = await Promise.all(Array.from({ length: 20 }, () => post(service, bounce)));
  for (const response of doubled)
    assert.deepEqual([response.status, await response.json()], [200, { received: 'seen_before' }]);
  assert.equal(stateOf(service), after);
  const list = intoList();
  const room = sendingRoom(service.store, list);
  assert.deepEqual([(await sendPass(room)).failed, list.mails.length], [1, 0]);
  room.sender.close();
  await service.close();
});

test('forged, late or bent events are 401, and change nothing', async () => {
  const service = await openService();
  const good = event('e1', { email: emailOf(0) });
  const before = stateOf(service);
  for (const one of [
    event('e1', { email: emailOf(0) }, { key: 'another-secret-altogether' }),
    event('e1', { email: emailOf(0) }, { signed: new Date(noon.getTime() - 6 * 60_000) }),
    event('e1', { email: emailOf(0) }, { signed: new Date(noon.getTime() + 6 * 60_000) }),
    { ...good, body: good.body.replace('c0@', 'c1@') },
    { ...good, body: `${good.body} ` },
    { ...good, headers: {} },
    { ...good, headers: { ...good.headers, 'webhook-id': 'e2' } },
    { ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } },
  ]) {
    const response = await post(service, one);
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(((await response.json()) as { request_id: string }).request_id, response.headers.get('x-request-id'));
  }
  assert.equal(stateOf(service), before);
  assert.equal((await post(service, good)).status, 200, 'the true one still counts');
  await service.close();
});

test('a signed event that makes no sense is 400, one too long 413, another method 405', async () => {
  const service = await openService();
  assert.equal((await post(service, event('e1', {}, { type: 'email.exploded' }))).status, 400);
  const noJson = { body: 'hello', headers: { ...signWebhook(secret, { id: 'e2', now: noon, body: 'hello' }) } };
  assert.equal((await post(service, noJson)).status, 400);
  assert.deepEqual(
    service.lines.map(({ fault }) => fault),
    ['UnreadableEvent', 'UnreadableEvent'],
  );
  assert.equal((await post(service, event('e3', { email: 'x'.repeat(70_000) }))).status, 413);
  assert.equal((await fetch(`${service.url}/events`)).status, 405);
  assert.equal(suppressed(service), 0);
  await service.close();
});
