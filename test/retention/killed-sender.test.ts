import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../config/index.ts';
import { type Moment, openMailServer } from './a-mail-server.ts';
import { approvedDrafts, newFolder } from './an-outbox.ts';
import { assertSendingHolds, ended, openDeadlyServer, startSender } from './killed-senders.ts';

const drafts = 5;
/** The ten labelled points of a send, in order. At the first two and the last three the sender kills itself, at the others the mail server kills it. */
const points = [
  'claimed',
  'checked',
  'connect',
  'mail',
  'rcpt',
  'data',
  'handing_over',
  'dot',
  'answered',
  'finished',
  'released',
] as const;
const atTheServer: readonly string[] = ['connect', 'mail', 'rcpt', 'data', 'dot'] satisfies Moment[];

for (const point of points) {
  test(`a sender that is killed at “${point}” loses nothing and sends nothing twice`, async () => {
    let kill: (() => void) | undefined;
    let seen = 0;
    const server = await openMailServer(async (moment) => {
      if (moment !== point || ++seen !== (point === 'connect' ? 1 : 3) || !kill) return null;
      kill();
      // Longer than the dying takes: the answer would come too late.
      await wait(100);
      return null;
    });
    const folder = newFolder();
    approvedDrafts(drafts, folder).store.close();
    const child = startSender(folder, server, atTheServer.includes(point) ? undefined : point);
    kill = () => void child.kill('SIGKILL');
    await ended(child);
    assert.equal(child.signalCode, 'SIGKILL');
    kill = undefined;
    assertSendingHolds(folder, server, 1);
    const second = startSender(folder, server);
    await ended(second);
    assert.equal(second.exitCode, 0);
    const { open, unknown } = assertSendingHolds(folder, server, 1);
    assert.equal(open, 0);
    // Only where the mail may have been on its way is it not known.
    assert.equal(unknown, ['handing_over', 'dot', 'answered'].includes(point) ? 1 : 0);
    await server.close();
    rmSync(folder, { recursive: true });
  });
}

test('senders that are killed at random moments, again and again, send every mail at most once', async () => {
  const random = seededRandom(11);
  const server = await openDeadlyServer(random);
  const folder = newFolder();
  approvedDrafts(60, folder).store.close();
  let kills = 0;
  for (let round = 0; round < 10; round++) {
    const child = startSender(folder, server);
    server.killAfter(1 + Math.floor(random() * 20), child);
    await ended(child);
    if (child.signalCode === 'SIGKILL') kills++;
    assertSendingHolds(folder, server, kills);
  }
  await ended(startSender(folder, server));
  const { open } = assertSendingHolds(folder, server, kills);
  assert.deepEqual([open, kills], [0, 10]);
  await server.close();
  rmSync(folder, { recursive: true });
});

for (const point of ['claimed', 'checked', 'handing_over'] as const) {
  test(`a sender that is stopped at “${point}”, taken over, and let go on, sends nothing that another has sent`, {
    skip: process.platform !== 'linux' && 'asks /proc',
  }, async () => {
    const server = await openMailServer();
    const folder = newFolder();
    const { store } = approvedDrafts(drafts, folder);
    const paused = startSender(folder, server, point, 'SIGSTOP');
    while (!isStopped(paused.pid!)) await wait(20);
    const before = server.mails.length;
    // To whoever looks it is a process of before this machine last started: as good as a lease that ran out.
    store.database.exec(`UPDATE senders SET boot = 'before'`);
    const second = startSender(folder, server);
    await ended(second);
    assert.equal(second.exitCode, 0);
    assert.equal(server.mails.length, drafts - (point === 'handing_over' ? 1 : 0));
    paused.kill('SIGCONT');
    await ended(paused);
    const { open, unknown } = assertSendingHolds(folder, server, 1);
    // What it had begun to hand over arrives late, once, and it still says so; anything else is another's by now.
    assert.deepEqual([before, server.mails.length, open, unknown], [2, drafts, 0, 0]);
    store.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });
}

/** Whether a process stands still, by what Linux tells of it. */
function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
