import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { addressHash, learnFromJournal, openStore, sendPass, unsubscribeToken } from '../../retention/index.ts';
import {
  approve,
  contactOf,
  customer,
  intoList,
  newFolder,
  noon,
  sendingRoom,
  waitingDraft,
} from '../retention/an-outbox.ts';
import { linkOf, oneClick, openService, type Service, stateOf, suppressed } from './a-service.ts';

const tokenFor = ({ store }: Pick<Service, 'store'>, index: number) =>
  unsubscribeToken(store.keys, addressHash(store.keys, contactOf(customer(index)).email!));

test('a thousand GET and HEAD of a link change nothing', async () => {
  const service = await openService();
  const link = service.url + linkOf(waitingDraft(service.store, customer(0)));
  const before = stateOf(service);
  for (let turn = 0; turn < 500; turn++) {
    const [got, head] = [await fetch(link), await fetch(`${link}?turn=${turn}`, { method: 'HEAD' })];
    assert.deepEqual([got.status, head.status, await head.text()], [200, 200, '']);
    await got.text();
  }
  assert.equal(stateOf(service), before);
  await service.close();
});

test('one click without cookies suppresses, and the next claim of the sender does not send; twice is once', async () => {
  const service = await openService();
  const { store } = service;
  const [left, stays] = [customer(0), customer(1)].map((id) => waitingDraft(store, id));
  for (const draft of [left!, stays!]) approve(store, draft);
  const response = await fetch(service.url + linkOf(left!), oneClick);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('set-cookie'), null);
  const after = stateOf(service);
  assert.equal((await fetch(service.url + linkOf(left!), oneClick)).status, 200);
  assert.equal(stateOf(service), after);
  const list = intoList();
  const room = sendingRoom(store, list);
  const report = await sendPass(room);
  assert.deepEqual([report.sent, report.failed, list.mails.length], [1, 1, 1]);
  assert.match(list.mails[0]!.intent_id, new RegExp(stays!.draft_id));
  room.sender.close();
  await service.close();
});

test('the words of one click count in every form that mail programs send them in, and nothing else counts', async () => {
  const service = await openService();
  const parts = new FormData();
  parts.set('List-Unsubscribe', 'One-Click');
  const post = (index: number, body: string | FormData) =>
    fetch(`${service.url}/unsubscribe/${tokenFor(service, index)}`, { method: 'POST', body });
  assert.equal((await post(0, parts)).status, 200);
  assert.equal((await post(1, 'List-Unsubscribe=One-Click')).status, 200);
  assert.equal(suppressed(service), 2);
  for (const body of ['', 'hello', 'List-Unsubscribe=', 'One-Click']) assert.equal((await post(2, body)).status, 400);
  assert.equal((await post(2, `List-Unsubscribe=One-Click&more=${'x'.repeat(10_000)}`)).status, 413);
  const endless = new ReadableStream({ pull: (stream) => stream.enqueue(randomBytes(1000)) });
  const response = await fetch(`${service.url}/unsubscribe/${tokenFor(service, 2)}`, {
    method: 'POST',
    body: endless,
    duplex: 'half',
  } as RequestInit).catch(() => ({ status: 413 }));
  assert.equal(response.status, 413);
  assert.equal(suppressed(service), 2);
  await service.close();
});

test('of 800 tokens that were forged, cut, bent or made for another list none changes anything, and all get the same answer', async () => {
  const service = await openService();
  const elsewhere = openStore(':memory:');
  const random = seededRandom(5);
  const good = tokenFor(service, 0);
  const [id, recipient] = good.split('.');
  const otherList = (list: string) =>
    createHmac('sha256', service.store.keys.signing[0]!.key).update(
      JSON.stringify(['unsubscribe', list, id, recipient]),
    );
  assert.equal(otherList('marketing').digest('base64url'), good.split('.')[2]);
  const before = stateOf(service);
  const answers = new Set<string>();
  for (let index = 0; index < 800; index++) {
    const at = Math.floor(random() * (good.length - 1));
    const token = [
      () => `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`,
      () => good.slice(0, at),
      () => `${good.slice(0, at)}%00${good.slice(at)}`,
      () => unsubscribeToken(elsewhere.keys, addressHash(service.store.keys, `x${index}@customer.example`)),
      () => `k1.${addressHash(service.store.keys, `x${index}@customer.example`)}.${good.split('.')[2]}`,
      () => `k1.${randomBytes(32).toString('base64url')}.${randomBytes(32).toString('base64url')}`,
      () => `k2.${good.slice(3)}`,
      () => `${id}.${recipient}.${otherList(`list-${index}`).digest('base64url')}`,
    ][index % 8]!();
    const response = await fetch(`${service.url}/unsubscribe/${token}`, index % 2 ? oneClick : {});
    answers.add(`${response.status} ${await response.text()}`);
  }
  assert.equal(answers.size, 1);
  assert.match([...answers][0]!, /^404 .*unsubscribe@elm\.example/s);
  assert.equal(stateOf(service), before);
  await service.close();
});

test('a link works after 400 days, after another key signs, under another path, and stays done after a restore', async () => {
  const folder = newFolder();
  const first = await openService({ folder });
  const { store } = first;
  const token = tokenFor(first, 0);
  store.database.pragma('wal_checkpoint(TRUNCATE)');
  const backup = join(folder, 'backup');
  copyFileSync(join(folder, 'holdfast.sqlite'), backup);
  await first.close();
  const path = join(folder, 'keys.json');
  const keys = JSON.parse(readFileSync(path, 'utf8'));
  const signing = [...keys.signing, { id: 'k2', key: randomBytes(32).toString('base64') }];
  writeFileSync(path, JSON.stringify({ ...keys, signing }));

  const later = await openService({ folder, now: new Date(noon.getTime() + 400 * 86_400_000) });
  assert.ok(tokenFor(later, 0).startsWith('k2.'));
  assert.equal((await fetch(`${later.url}/mails/off/${token}`, oneClick)).status, 200);
  assert.equal(suppressed(later), 1);
  await later.close();

  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `holdfast.sqlite${end}`), { force: true });
  copyFileSync(backup, join(folder, 'holdfast.sqlite'));
  const restored = await openService({ folder });
  assert.equal(suppressed(restored), 0);
  learnFromJournal(restored.store, noon);
  assert.equal(suppressed(restored), 1, 'the journal knows');
  assert.equal((await fetch(`${restored.url}/unsubscribe/${token}`, oneClick)).status, 200);
  assert.equal((await fetch(`${restored.url}/unsubscribe/${tokenFor(restored, 1)}`, oneClick)).status, 200);
  assert.equal(suppressed(restored), 2);
  await restored.close();
  rmSync(folder, { recursive: true });
});
