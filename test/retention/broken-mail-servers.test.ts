import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { smtpTransport } from '../../retention/delivery/smtp.ts';
import { listIntents, sendPass } from '../../retention/index.ts';
import { approvedDrafts, sendingRoom } from './an-outbox.ts';

/** What a server says to each command; a function may do anything to the connection in its place. */
type Answers = Readonly<Record<string, string | ((socket: Socket) => void)>>;

const usual: Answers = {
  greeting: '220 elm',
  EHLO: '250 elm',
  HELO: '250 elm',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  '.': '250 taken',
  QUIT: '221 bye',
};

/** A server that speaks SMTP line by line as it is told to, down to the byte. `taken` counts the mails whose final dot it has seen. */
async function openScriptedServer(answers: Answers) {
  let taken = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const say = (key: string) => {
      const answer = { ...usual, ...answers }[key] ?? '500 what';
      if (typeof answer === 'function') answer(socket);
      else socket.write(`${answer}\r\n`);
    };
    let pending = '';
    let inMail = false;
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (inMail && line !== '.') continue;
        if (inMail) taken++;
        inMail = line === 'DATA';
        say(line.split(/[ :]/)[0]!);
      }
    });
    say('greeting');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => taken,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
}

const drop = (socket: Socket) => void socket.destroy();
const drip = (text: string) => (socket: Socket) => {
  let at = 0;
  const tap = setInterval(() => (at < text.length ? socket.write(text[at++]!) : clearInterval(tap)), 100);
  socket.on('close', () => clearInterval(tap));
};

/** How a server breaks, what the one mail becomes, and how often the server has it. */
const servers: readonly (readonly [string, Answers, string, number])[] = [
  ['a server that works', {}, 'sent', 1],
  ['a connection that ends after the final dot and before the answer', { '.': drop }, 'unknown', 1],
  [
    'a connection that ends right after the answer',
    { '.': (socket) => socket.end('250 taken\r\n', () => socket.destroy()) },
    'sent',
    1,
  ],
  ['a connection that ends at DATA', { DATA: drop }, 'waiting', 0],
  ['a connection that ends at the greeting', { greeting: drop }, 'waiting', 0],
  ['a greeting of one byte every tenth of a second', { greeting: drip('220 elm'.padEnd(200)) }, 'waiting', 0],
  ['an answer to the final dot that drips', { '.': drip('250 taken'.padEnd(200)) }, 'unknown', 1],
  ['a greeting of 2 MB', { greeting: `220 ${'elm'.repeat(700_000)}` }, 'waiting', 0],
  ['a greeting that is no greeting', { greeting: 'HTTP/1.1 200 OK' }, 'waiting', 0],
  ['a wrong answer to EHLO and HELO', { EHLO: '550 no', HELO: '550 no' }, 'waiting', 0],
  ['an answer to EHLO that is none, before one to HELO that is', { EHLO: 'hello there' }, 'sent', 1],
  ['silence after DATA', { DATA: () => {} }, 'waiting', 0],
];

for (const [name, answers, state, taken] of servers) {
  test(`against ${name} the mail is ${state}`, async (t) => {
    const server = await openScriptedServer(answers);
    t.after(server.close);
    const { store } = approvedDrafts(1, ':memory:');
    const settings = { kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'none' } as const;
    const transport = smtpTransport(settings, undefined, { answer: 700, mail: 1500 });
    const room = sendingRoom(store, transport);
    await sendPass(room);
    const [intent] = listIntents(store);
    assert.equal(intent?.state, state, intent?.reason ?? '');
    assert.equal(server.taken(), taken);
    // The next pass of the same hour sends nothing again.
    await sendPass(room);
    assert.equal(server.taken(), taken);
    transport.close();
    room.sender.close();
  });
}

test('a server that must encrypt and does not, or answers STARTTLS with nonsense, gets no mail', async () => {
  for (const answers of [
    {},
    { EHLO: '250-elm\r\n250 STARTTLS', STARTTLS: '220 go on' },
    { EHLO: '250-elm\r\n250 STARTTLS', STARTTLS: '454 not now' },
  ] as Answers[]) {
    const server = await openScriptedServer(answers);
    const { store } = approvedDrafts(1, ':memory:');
    const settings = { kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'starttls' } as const;
    const room = sendingRoom(store, smtpTransport(settings, undefined, { answer: 700, mail: 1500 }));
    await sendPass(room);
    assert.deepEqual([listIntents(store)[0]?.state, server.taken()], ['waiting', 0]);
    room.transport.close();
    room.sender.close();
    await server.close();
  }
});
