import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../config/index.ts';
import { openMailServer } from '../retention/a-mail-server.ts';
import { approvedDrafts, newFolder } from '../retention/an-outbox.ts';
import { assertSendingHolds, ended, startSender } from '../retention/killed-senders.ts';

const kills = 1000;

test('a thousand senders killed at random moments: no mail arrives twice, none vanishes, and no more are unknown than were in flight', async () => {
  const random = seededRandom(1);
  const server = await openMailServer(async () => {
    await wait(random() * 3);
    return null;
  });
  const folder = newFolder();
  approvedDrafts(4000, folder).store.close();
  let unknown = 0;
  let killed = 0;
  for (let round = 0; round < kills; round++) {
    const child = startSender(folder, server);
    await Promise.race([new Promise((done) => child.once('message', done)), ended(child)]);
    await wait(random() * 40);
    if (child.kill('SIGKILL')) killed++;
    await ended(child);
    if (round % 50 === 49) ({ unknown } = assertSendingHolds(folder, server, killed));
  }
  await ended(startSender(folder, server));
  const last = assertSendingHolds(folder, server, killed);
  assert.equal(last.open, 0);
  console.log(`${killed} kills, ${server.mails.length} mails arrived, ${unknown} unknown`);
  await server.close();
  rmSync(folder, { recursive: true });
});
