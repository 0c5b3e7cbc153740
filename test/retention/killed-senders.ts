import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listIntents, openStore, type Store, verifyAudit } from '../../retention/index.ts';
import { type MailServer, openMailServer } from './a-mail-server.ts';

const program = join(import.meta.dirname, 'send-in-a-child.ts');

/** Where senders find their code compiled: it takes half of their start. */
const compiled = join(tmpdir(), 'holdfast-compiled-senders');

/** Starts a sender of its own over the outbox in a folder. */
export function startSender(
  folder: string,
  server: MailServer,
  killAt?: string,
  signal?: NodeJS.Signals,
): ChildProcess {
  const sender = prepareSender(folder, server, killAt, signal);
  sender.send('go');
  return sender;
}

/** A sender that has loaded its code and waits for the word `go`; so that the next one is ready when one is killed. */
export function prepareSender(
  folder: string,
  { port }: MailServer,
  killAt?: string,
  signal?: NodeJS.Signals,
): ChildProcess {
  return fork(program, [folder, String(port), ...(killAt ? [killAt] : []), ...(signal ? [signal] : [])], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
}

/** How many mails a dead sender has left between claim and end, in a store that nobody sends from at the moment. */
export function leftInFlight(store: Store): number {
  return store.database
    .prepare(`SELECT count(*) FROM outbox WHERE state IN ('claimed', 'handing_over')`)
    .pluck()
    .get() as number;
}

/** A mail server that is slow now and then, and kills a sender after so many moments of the conversation and a few milliseconds more. */
export async function openDeadlyServer(
  random: () => number,
): Promise<MailServer & { killAfter(moments: number, sender: ChildProcess): void }> {
  let left = Number.POSITIVE_INFINITY;
  let victim: ChildProcess | undefined;
  const server = await openMailServer(async () => {
    if (--left === 0) setTimeout(() => victim?.kill('SIGKILL'), random() * 6);
    await wait(random() * 3);
    return null;
  });
  return Object.assign(server, {
    killAfter(moments: number, sender: ChildProcess) {
      left = moments;
      victim = sender;
    },
  });
}

/** Lets it run to its end, whichever that is. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** What must hold of store and server after every kill. Returns how many mails are unknown. */
export function assertSendingHolds(
  folder: string,
  server: MailServer,
  kills: number,
): { unknown: number; open: number } {
  const store = openStore(folder);
  assert.equal(store.database.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(store.database.pragma('foreign_key_check'), []);
  assert.equal(verifyAudit(store).broken_at, null);
  const taken = server.intents();
  assert.equal(new Set(taken).size, taken.length, 'no mail arrived twice');
  const intents = listIntents(store);
  const states = new Map(intents.map((intent) => [intent.intent_id, intent.state]));
  for (const intent of taken) {
    const state = states.get(intent);
    assert.ok(state === 'sent' || state === 'unknown' || state === 'handing_over', `${intent} arrived and is ${state}`);
  }
  for (const { intent_id, state, reason } of intents) {
    if (state === 'sent') assert.ok(taken.includes(intent_id), `${intent_id} is sent and never arrived`);
    if (state === 'failed' || state === 'unknown') assert.ok(reason);
  }
  const count = (...names: string[]) => intents.filter(({ state }) => names.includes(state)).length;
  const unknown = count('unknown');
  // One mail at a time is in flight.
  assert.ok(unknown <= kills, `${unknown} unknown after ${kills} kills`);
  store.close();
  return { unknown, open: count('waiting', 'held', 'claimed', 'handing_over') };
}
