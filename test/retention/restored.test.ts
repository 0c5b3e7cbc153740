import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  addressHash,
  learnFromJournal,
  liftBlock,
  listIntents,
  openStore,
  readBlock,
  sendPass,
  suppress,
} from '../../retention/index.ts';
import { approvedDrafts, contactOf, customer, intoList, newFolder, noon, sendingRoom } from './an-outbox.ts';

test('a database that is put back from yesterday’s backup sends nothing twice, forgets no suppression, and waits for a person', async () => {
  const folder = newFolder();
  const { store } = approvedDrafts(3, folder);
  store.database.pragma('wal_checkpoint(TRUNCATE)');
  const backup = join(newFolder(), 'backup.sqlite');
  copyFileSync(join(folder, 'holdfast.sqlite'), backup);
  const before = intoList();
  const hash = addressHash(store.keys, contactOf(customer(0)).email!);
  suppress(store, { hash, kind: 'address', cause: 'unsubscribed', time: noon.toISOString(), source: 'test' });
  const first = sendingRoom(store, before);
  assert.deepEqual(await sendPass(first), { sent: 2, failed: 1, unknown: 0, held: 0, later: 0 });
  first.sender.close();
  store.close();
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `holdfast.sqlite${end}`), { force: true });
  copyFileSync(backup, join(folder, 'holdfast.sqlite'));

  const restored = openStore(folder);
  learnFromJournal(restored, noon);
  assert.match(readBlock(restored)!, /put back from a backup/);
  const after = intoList();
  const room = sendingRoom(restored, after);
  assert.equal((await sendPass(room)).sent, 0);
  liftBlock(restored, 'ann', noon);
  await sendPass(room);
  assert.equal(after.mails.length, 0, 'what was sent is unknown now, and who unsubscribed is not written to');
  assert.deepEqual(
    listIntents(restored)
      .map(({ state }) => state)
      .sort(),
    ['failed', 'unknown', 'unknown'],
  );
  room.sender.close();
  restored.close();
  rmSync(folder, { recursive: true });
});

test('a kill between the journal and the database is no restore: the mail is unknown, and sending goes on', async () => {
  const { store } = approvedDrafts(2, ':memory:');
  const [first] = listIntents(store);
  store.database.exec(
    `UPDATE outbox SET state = 'claimed', owner = 'dead', fence = 1 WHERE intent_id = '${first!.intent_id}'`,
  );
  store.journal.append({ kind: 'handed_over', intent: first!.intent_id });
  learnFromJournal(store, noon);
  assert.equal(readBlock(store), undefined);
  const report = await sendPass(sendingRoom(store, intoList()));
  assert.deepEqual([report.sent, report.unknown], [1, 1]);
});

test('a store that others write to for a moment loses no mail and doubles none', async () => {
  const folder = newFolder();
  const { store } = approvedDrafts(4, folder);
  const other = openStore(folder);
  const list = intoList();
  const transport = {
    ...list,
    async deliver(...given: Parameters<typeof list.deliver>) {
      const receipt = await list.deliver(...given);
      // The lock is taken just when the answer is to be written down.
      other.database.exec('BEGIN IMMEDIATE');
      setTimeout(() => other.database.exec('COMMIT'), 250);
      return receipt;
    },
  };
  const room = sendingRoom(store, transport);
  assert.equal((await sendPass(room)).sent, 4);
  assert.equal(new Set(list.mails.map(({ intent_id }) => intent_id)).size, 4);
  room.sender.close();
  other.close();
  store.close();
  rmSync(folder, { recursive: true });
});
