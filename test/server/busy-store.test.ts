import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signWebhook } from '../../retention/delivery/webhook-signature.ts';
import { openStore, readConsents } from '../../retention/index.ts';
import { approve, contactOf, customer, noon, waitingDraft } from '../retention/an-outbox.ts';
import { linkOf, oneClick, openService, secret, suppressed } from './a-service.ts';

const count = 100;

function bounce(index: number) {
  const { email } = contactOf(customer(index));
  const body = JSON.stringify({ type: 'email.bounced', timestamp: noon.toISOString(), data: { email } });
  return { method: 'POST', body, headers: { ...signWebhook(secret, { id: `e${index}`, now: noon, body }) } };
}

test('a store that another process keeps locked is 503 with Retry-After, while pages and /healthz answer; the retry succeeds', async () => {
  const service = await openService();
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  const event = bounce(1);
  const other = openStore(service.folder);
  other.database.exec('BEGIN IMMEDIATE');
  const refused = Promise.all([fetch(link, oneClick), fetch(`${service.url}/events`, event)]);
  assert.equal((await fetch(`${service.url}/healthz`)).status, 200);
  assert.equal((await fetch(link)).status, 200);
  const [click, told] = await refused;
  for (const response of [click, told]) {
    assert.equal(response.status, 503);
    assert.match(response.headers.get('retry-after')!, /^\d+$/);
  }
  assert.match(await click.text(), /<button>/, 'who pressed the button can press it again');
  assert.equal(suppressed(service), 0);
  other.database.exec('ROLLBACK');
  assert.equal((await fetch(link, oneClick)).status, 200);
  assert.equal((await fetch(`${service.url}/events`, event)).status, 200);
  assert.equal(suppressed(service), 2);
  assert.deepEqual(
    service.lines.filter(({ status }) => status === 503).map(({ fault }) => fault),
    ['StoreBusy', 'StoreBusy'],
  );
  other.close();
  await service.close();
});

test('what was told to come again is stored even if it never does, once the lock goes; a shutdown waits for it', async () => {
  const service = await openService();
  const other = openStore(service.folder);
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  other.database.exec('BEGIN IMMEDIATE');
  assert.equal((await fetch(link, oneClick)).status, 503);
  setTimeout(() => other.database.exec('ROLLBACK'), 300);
  await service.close();
  assert.equal(suppressed({ store: other }), 1);
  other.close();
});

test('a hundred unsubscribes at once, while others write, are all stored, each once', async () => {
  const service = await openService();
  const { store } = service;
  const other = openStore(service.folder);
  const drafts = Array.from({ length: count }, (_, index) => waitingDraft(store, customer(index)));
  for (const draft of drafts) approve(store, draft);
  other.database.exec('BEGIN IMMEDIATE');
  setTimeout(() => other.database.exec('ROLLBACK'), 300);
  // On a slow machine some are told to come again, and do.
  const click = async (link: string): Promise<number> => {
    const { status } = await fetch(link, oneClick);
    return status === 503 ? click(link) : status;
  };
  const twice = drafts.flatMap((draft) => [linkOf(draft), linkOf(draft)]);
  const answers = await Promise.all(twice.map((path) => click(service.url + path)));
  assert.deepEqual(new Set(answers), new Set([200]));
  assert.equal(suppressed(service), count);
  for (const draft of drafts) assert.equal(readConsents(store, draft.customer_id).length, 1);
  other.close();
  await service.close();
});

test('a fault of the disk is 500 with Retry-After: no message is shown or logged, and the next try succeeds', async () => {
  const service = await openService();
  const { store } = service;
  const draft = waitingDraft(store, customer(0));
  approve(store, draft);
  const link = service.url + linkOf(draft);
  store.database.exec(
    `CREATE TEMP TRIGGER full BEFORE INSERT ON suppressions BEGIN SELECT RAISE(ABORT, 'canary@customer.example'); END`,
  );
  const response = await fetch(link, oneClick);
  assert.deepEqual([response.status, response.headers.get('retry-after')], [500, '10']);
  assert.doesNotMatch((await response.text()) + JSON.stringify(service.lines), /canary/);
  assert.match(service.lines[0]!.fault!, /^SqliteError SQLITE_CONSTRAINT_TRIGGER at retention\/[a-z-]+\.ts:\d+:\d+$/);
  store.database.exec('DROP TRIGGER full');
  assert.equal((await fetch(link, oneClick)).status, 200);
  assert.deepEqual([suppressed(service), readConsents(store, customer(0)).length], [1, 1]);
  await service.close();
});

test('a store that may not be written is 500, never a 400 that would end the tries; where it lies is told to nobody', async () => {
  const service = await openService();
  const { store, url } = service;
  const link = url + linkOf(waitingDraft(store, customer(0)));
  store.database.pragma('query_only = ON');
  for (const response of [await fetch(link, oneClick), await fetch(`${url}/events`, bounce(1))]) {
    assert.deepEqual([response.status, response.headers.get('retry-after')], [500, '10']);
    assert.ok(!(await response.text()).includes(service.folder));
  }
  assert.ok(!JSON.stringify(service.lines).includes(service.folder));
  assert.deepEqual(
    service.lines.map(({ fault }) => fault),
    ['StoreReadOnly', 'StoreReadOnly'],
  );
  store.database.pragma('query_only = OFF');
  assert.equal((await fetch(link, oneClick)).status, 200);
  assert.equal((await fetch(`${url}/events`, bounce(1))).status, 200);
  assert.equal(suppressed(service), 2);
  await service.close();
});
