import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { approvedDrafts, newFolder } from '../retention/an-outbox.ts';
import { assertSendingHolds, ended, openDeadlyServer, startSender } from '../retention/killed-senders.ts';

const rounds = 1000;

test('a thousand senders killed at random moments: no mail arrives twice, none vanishes, and no more are unknown than were in flight', async (t) => {
  const random = seededRandom(1);
  const server = await openDeadlyServer(random);
  const folder = newFolder();
  approvedDrafts(4000, folder).store.close();
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    const child = startSender(folder, server);
    server.killAfter(1 + Math.floor(random() * 30), child);
    await ended(child);
    if (child.signalCode === 'SIGKILL') kills++;
    if (round % 50 === 49) assertSendingHolds(folder, server, kills);
  }
  const before = server.mails.length;
  await ended(startSender(folder, server));
  const { open, unknown } = assertSendingHolds(folder, server, kills);
  assert.equal(open, 0);
  assert.ok(kills > 990 && before > 1000 && unknown > 10, 'the kills fell into sends');
  t.diagnostic(`${kills} kills, ${before} mails arrived between them, ${unknown} unknown`);
  await server.close();
  rmSync(folder, { recursive: true });
});
