import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import {
  addressHash,
  openStore,
  readConsents,
  readUnsubscribeToken,
  sendPass,
  unsubscribe,
  unsubscribeToken,
} from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, newFolder, noon, sendingRoom, waitingDraft } from './an-outbox.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('none of 100,000 tokens that were forged, cut or bent opens anything', () => {
  const store = openStore(':memory:');
  const elsewhere = openStore(':memory:');
  const random = seededRandom(5);
  const pick = (text: string) => text[Math.floor(random() * text.length)]!;
  const good = unsubscribeToken(store.keys, addressHash(store.keys, 'ann@customer.example'));
  assert.notEqual(readUnsubscribeToken(store.keys, good), null);
  let accepted = 0;
  for (let index = 0; index < 100_000; index++) {
    const at = Math.floor(random() * good.length);
    const forged = [
      () => `${good.slice(0, at)}${pick(alphabet)}${good.slice(at + 1)}`,
      () => good.slice(0, at),
      () => `${good.slice(0, at)}${pick(`${alphabet}. /%`)}${good.slice(at)}`,
      () => unsubscribeToken(elsewhere.keys, addressHash(store.keys, `x${index}@customer.example`)),
      () => `k1.${addressHash(store.keys, `x${index}@customer.example`)}.${good.split('.')[2]}`,
      () => `k1.${randomBytes(32).toString('base64url')}.${randomBytes(32).toString('base64url')}`,
      () => `k2.${good.slice(3)}`,
    ][index % 7]!();
    if (forged !== good && readUnsubscribeToken(store.keys, forged) !== null) accepted++;
  }
  assert.equal(accepted, 0);
});

test('one click suppresses at once and for good, and stands in the consent ledger', async () => {
  const store = openStore(':memory:');
  const draft = waitingDraft(store, customer(0));
  approve(store, draft);
  const token = draft.content.unsubscribe!.url.split('/').at(-1)!;
  const list = intoList();
  const transport = {
    ...list,
    async deliver(...given: Parameters<typeof list.deliver>) {
      // The very moment before the first byte.
      assert.equal(unsubscribe(store, token, noon), true);
      return list.deliver(...given);
    },
  };
  assert.equal((await sendPass(sendingRoom(store, transport))).failed, 1);
  assert.equal(list.mails.length, 0);
  assert.equal(unsubscribe(store, token, noon), true, 'twice is once');
  assert.deepEqual(
    readConsents(store, customer(0)).map(({ state, source }) => [state, source]),
    [['withdrawn', 'one-click unsubscribe']],
  );
  assert.equal(unsubscribe(store, `${token}x`, noon), false);
});

test('a link opens after 400 days, after another key signs, and after the database was put back from a backup', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  const recipient = addressHash(store.keys, contactOf(customer(0)).email!);
  const token = unsubscribeToken(store.keys, recipient);
  store.close();
  const path = join(folder, 'keys.json');
  const keys = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    JSON.stringify({ ...keys, signing: [...keys.signing, { id: 'k2', key: randomBytes(32).toString('base64') }] }),
  );
  const later = openStore(folder);
  assert.ok(unsubscribeToken(later.keys, recipient).startsWith('k2.'));
  assert.equal(unsubscribe(later, token, new Date(noon.getTime() + 400 * 86_400_000)), true);
  later.close();
  for (const file of ['holdfast.sqlite', 'holdfast.sqlite-wal', 'holdfast.sqlite-shm'])
    rmSync(join(folder, file), { force: true });
  assert.equal(readUnsubscribeToken(openStore(folder).keys, token), recipient);
  rmSync(folder, { recursive: true });
});

test('keys that cannot be read are an error in words, never new keys', () => {
  const folder = newFolder();
  openStore(folder).close();
  writeFileSync(join(folder, 'keys.json'), '{"hashing":');
  assert.throws(() => openStore(folder), /put the file back from a backup/);
  rmSync(folder, { recursive: true });
});
