import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { smtpTransport } from '../../retention/delivery/smtp.ts';
import { listIntents, openSender, readIntent, sendPass } from '../../retention/index.ts';
import { type MailServer, openMailServer } from './a-mail-server.ts';
import { approvedDrafts, newFolder, noon, sendingRoom } from './an-outbox.ts';

const to = ({ port }: MailServer, patience = { answer: 2000, mail: 4000 }) =>
  smtpTransport({ kind: 'smtp', host: '127.0.0.1', port, security: 'none' }, undefined, patience);

test('every approved mail arrives once, at the one address that was approved, with its headers', async () => {
  const server = await openMailServer();
  const { store, drafts } = approvedDrafts(5, ':memory:');
  const room = sendingRoom(store, to(server));
  assert.deepEqual(await sendPass(room), { sent: 5, failed: 0, unknown: 0, held: 0, later: 0 });
  assert.deepEqual(await sendPass(room), { sent: 0, failed: 0, unknown: 0, held: 0, later: 0 });
  assert.deepEqual(server.intents().sort(), drafts.map((draft) => `send-${draft.draft_id}`).sort());
  const mail = server.mails.find(({ to }) => to[0] === 'c0@customer.example');
  assert.deepEqual([mail!.from, mail!.to], ['hello@elm.example', ['c0@customer.example']]);
  assert.match(mail!.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  assert.match(
    mail!.raw.replace(/\r\n\s+/g, ' '),
    /^List-Unsubscribe: <https:\/\/elm\.example\/unsubscribe\/k1\.\S+>\r?$/m,
  );
  room.transport.close();
  room.sender.close();
  await server.close();
});

/** How a server behaves, how the one mail ends, and whether the server has it. */
const conversations: readonly (readonly [string, Parameters<typeof openMailServer>[0], string, number])[] = [
  ['greylisting at RCPT', (moment) => (moment === 'rcpt' ? smtpError(451) : null), 'waiting', 0],
  ['no such user', (moment) => (moment === 'rcpt' ? smtpError(550) : null), 'failed', 0],
  ['a sender that it does not like', (moment) => (moment === 'mail' ? smtpError(553) : null), 'failed', 0],
  ['an answer of “later” to the final dot', (moment) => (moment === 'dot' ? smtpError(452) : null), 'waiting', 0],
  ['an answer of “never” to the final dot', (moment) => (moment === 'dot' ? smtpError(554) : null), 'failed', 0],
  ['a refusal to speak at all', (moment) => (moment === 'connect' ? smtpError(421) : null), 'waiting', 0],
  ['silence after the final dot', (moment) => (moment === 'dot' ? new Promise(() => {}) : null), 'unknown', 1],
  ['silence after RCPT', (moment) => (moment === 'rcpt' ? new Promise(() => {}) : null), 'waiting', 0],
];

function smtpError(responseCode: number): Error {
  return Object.assign(new Error('not now'), { responseCode });
}

for (const [name, at, state, taken] of conversations) {
  test(`against ${name} a mail is ${state}`, async () => {
    const server = await openMailServer(at);
    const { store } = approvedDrafts(1, ':memory:');
    const room = sendingRoom(store, to(server, { answer: 700, mail: 1500 }));
    await sendPass(room);
    const [intent] = listIntents(store);
    assert.equal(intent?.state, state, intent?.reason ?? '');
    assert.ok(intent?.reason);
    assert.equal(server.mails.length, taken);
    assert.equal(intent?.not_before !== null, state === 'waiting');
    room.transport.close();
    await server.close();
  });
}

test('a server that is down is tried five times with growing pauses, then the mail is a dead letter with its reason', async () => {
  const { store } = approvedDrafts(1, ':memory:');
  let now = noon;
  const room = sendingRoom(
    store,
    smtpTransport({ kind: 'smtp', host: '127.0.0.1', port: 9, security: 'none' }, undefined),
    {
      clock: () => now,
    },
  );
  const pauses: number[] = [];
  for (let pass = 0; pass < 20; pass++) {
    await sendPass(room);
    const { not_before, state } = listIntents(store)[0]!;
    if (state === 'failed') break;
    pauses.push((new Date(not_before!).getTime() - now.getTime()) / 60_000);
    now = new Date(not_before!);
  }
  assert.deepEqual(pauses, [1, 4, 16, 64]);
  assert.match(listIntents(store)[0]!.reason!, /given up after 5 tries: the mail server cannot be spoken to/);
  assert.equal(store.database.prepare('SELECT state FROM coupons').pluck().get(), 'void');
  assert.equal(store.database.prepare('SELECT committed FROM campaigns').pluck().get(), 0);
});

test('a sender that lost its claim while it was paused is stopped before the first byte', async () => {
  const folder = newFolder();
  const { store } = approvedDrafts(1, folder);
  let paused: (() => void) | undefined;
  const server = await openMailServer((moment) => {
    // While the server thinks about RCPT another sender takes the claim over, as after a lease that ran out.
    if (moment === 'rcpt' && paused) paused();
    return null;
  });
  const room = sendingRoom(store, to(server));
  const second = sendingRoom(store, to(server));
  paused = () => {
    paused = undefined;
    store.database.exec(`UPDATE outbox SET state = 'claimed', fence = fence + 1, owner = '${second.sender.owner}'`);
  };
  const report = await sendPass(room);
  assert.deepEqual([report.sent, server.mails.length], [0, 0]);
  room.sender.close();
  second.sender.close();
  const third = sendingRoom(store, to(server));
  assert.equal((await sendPass(third)).sent, 1);
  assert.equal(server.mails.length, 1);
  for (const each of [room, second, third]) each.transport.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

test('four senders at once send every mail once', async () => {
  const server = await openMailServer();
  const folder = newFolder();
  const { store } = approvedDrafts(40, folder);
  const rooms = Array.from({ length: 4 }, () => sendingRoom(store, to(server)));
  const reports = await Promise.all(rooms.map(sendPass));
  assert.equal(
    reports.reduce((sum, report) => sum + report.sent, 0),
    40,
  );
  assert.equal(new Set(server.intents()).size, 40);
  assert.equal(server.mails.length, 40);
  for (const room of rooms) room.transport.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

test('a sender whose beat stands still is taken over after a lease by the watcher’s own clock, whatever the wall clock does', async () => {
  const { store, drafts } = approvedDrafts(1, ':memory:');
  // Another host: its process cannot be asked.
  store.database.exec(`INSERT INTO senders (owner, host, boot, pid) VALUES ('other', 'elsewhere', 'b', 1);
    UPDATE outbox SET state = 'claimed', owner = 'other', fence = 1`);
  const server = await openMailServer();
  let monotonic = 0;
  const sender = openSender(store, () => monotonic);
  const room = (now: Date) => sendingRoom(store, to(server), { sender, clock: () => now });
  assert.equal((await sendPass(room(noon))).sent, 0);
  monotonic += 29_999;
  // The wall clock jumps a day: no lease ends by it.
  assert.equal((await sendPass(room(new Date(noon.getTime() + 86_400_000)))).sent, 0);
  monotonic += 1;
  assert.equal((await sendPass(room(noon))).sent, 1);
  assert.equal(readIntent(store, drafts[0]!.draft_id)?.fence, 3);
  sender.close();
  await server.close();
});
