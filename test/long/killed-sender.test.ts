import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import { listIntents, openStore, suppress, suppressionOfAddress } from '../../retention/index.ts';
import { approve, customer, newFolder, noon, waitingDraft } from '../retention/an-outbox.ts';
import {
  assertSendingHolds,
  ended,
  leftInFlight,
  openDeadlyServer,
  prepareSender,
} from '../retention/killed-senders.ts';

const rounds = 1000;
const drafts = 2600;
/** A sender lives for so many moments of the conversation at the most; a mail has four. */
const longestLife = 14;

test('a thousand senders killed at random moments: no mail arrives twice, none vanishes, none goes to whom it must not, and no more are unknown than were in flight', async (t) => {
  const random = seededRandom(1);
  const server = await openDeadlyServer(random);
  const folder = newFolder();
  const store = openStore(folder);
  const forbidden = new Set<string>();
  for (let index = 0; index < drafts; index++) {
    const draft = waitingDraft(store, customer(index));
    if (index % 25 === 0) {
      forbidden.add(draft.draft_id);
      continue;
    }
    approve(store, draft);
    if (index % 20 !== 1) continue;
    forbidden.add(draft.draft_id);
    const address = `${customer(index)}@customer.example`;
    suppress(store, suppressionOfAddress(store, { address, cause: 'unsubscribed', now: noon, source: 'test' }));
  }
  const approved = listIntents(store).length;
  let kills = 0;
  let inFlight = 0;
  let child = prepareSender(folder, server);
  for (let round = 0; round < rounds; round++) {
    const next = prepareSender(folder, server);
    server.killAfter(1 + Math.floor(random() * longestLife), child);
    child.send('go');
    await ended(child);
    if (child.signalCode === 'SIGKILL') kills++;
    const left = leftInFlight(store);
    assert.ok(left <= 1, `${left} in flight of one sender that sends one mail after the other`);
    inFlight += left;
    child = next;
    if (round % 50 === 49) assertSendingHolds(folder, server, inFlight);
  }
  const before = server.mails.length;
  child.send('go');
  await ended(child);
  const { open, unknown } = assertSendingHolds(folder, server, inFlight);
  const states = Object.groupBy(listIntents(store), ({ state }) => state);
  const count = (state: 'sent' | 'failed' | 'unknown') => states[state]?.length ?? 0;
  assert.equal(open, 0);
  assert.equal(count('sent') + count('failed') + unknown, approved, 'every approved mail has an end');
  assert.deepEqual(
    server.intents().filter((intent) => forbidden.has(intent.slice('send-'.length))),
    [],
  );
  t.diagnostic(
    `${kills} kills, ${inFlight} of them with a mail in flight; ${approved} approved: ${count('sent')} sent, ${count('failed')} failed, ${unknown} unknown; ${before} arrived between kills, ${server.mails.length} in all, ${new Set(server.intents()).size} of them different`,
  );
  assert.ok(kills > 990 && before > 1000 && unknown > 10, 'the kills fell into sends');
  store.close();
  await server.close();
  rmSync(folder, { recursive: true });
});
