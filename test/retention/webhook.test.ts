import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openSafely } from '../../retention/delivery/safe-connection.ts';
import { webhook } from '../../retention/delivery/webhook.ts';
import { isSigned } from '../../retention/delivery/webhook-signature.ts';
import { listIntents, sendPass } from '../../retention/index.ts';
import { approvedDrafts, noon, sendingRoom } from './an-outbox.ts';

const secret = 'whsec_c2VjcmV0LW9mLXRoaXMtdGVzdA==';

interface Heard {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A local HTTP server that plays the shop's own sender. */
async function openReceiver(answer: (response: ServerResponse, turn: number) => void) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(response, heard.push({ headers: request.headers, body }) - 1);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const local = ['127.0.0.0/8'];
const transportTo = (port: number, allowed_addresses: string[] = local) =>
  webhook({ kind: 'webhook', url: `http://127.0.0.1:${port}/hook?shop=1`, allowed_addresses }, secret, {
    clock: () => noon,
    timeout: 400,
  });

test('a mail arrives as a signed event, once', async () => {
  const receiver = await openReceiver((response) => response.writeHead(204).end());
  const { store, drafts } = approvedDrafts(1, ':memory:');
  assert.equal((await sendPass(sendingRoom(store, transportTo(receiver.port)))).sent, 1);
  const [{ headers, body }] = receiver.heard as [Heard];
  assert.equal(headers['webhook-id'], `send-${drafts[0]!.draft_id}`);
  assert.equal(headers['idempotency-key'], headers['webhook-id']);
  const signed = (change: object, text = body) =>
    isSigned(secret, { ...(headers as Record<string, string>), ...change }, text, noon);
  assert.equal(signed({}), true);
  assert.equal(signed({}, `${body} `), false);
  assert.equal(signed({ 'webhook-id': 'send-other' }), false);
  assert.equal(signed({ 'webhook-timestamp': String(noon.getTime() / 1000 - 301) }), false);
  assert.equal(signed({ 'webhook-signature': headers['webhook-signature']!.toString().replace('v1,', 'v2,') }), false);
  const { type, data } = JSON.parse(body);
  assert.deepEqual([type, data.to, data.from.address], ['email.approved', 'c0@customer.example', 'hello@elm.example']);
  receiver.close();
});

/** What the receiver does, and how the mail stands after one try. */
const answers: readonly (readonly [string, (response: ServerResponse) => void, string])[] = [
  [
    'a redirect to another host',
    (response) => response.writeHead(301, { location: 'https://evil.example/' }).end(),
    'waiting',
  ],
  [
    'a page of HTML with 200',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>'),
    'waiting',
  ],
  ['500 after the effect', (response) => response.writeHead(500).end(), 'waiting'],
  ['silence after the effect', () => {}, 'waiting'],
  ['a connection that is cut after the effect', (response) => response.destroy(), 'waiting'],
  ['an endless answer', (response) => response.writeHead(200).end('x'.repeat(1_000_000)), 'waiting'],
  ['429', (response) => response.writeHead(429).end(), 'waiting'],
  ['401', (response) => response.writeHead(401).end(), 'waiting'],
  ['422', (response) => response.writeHead(422).end(), 'failed'],
];

for (const [name, answer, state] of answers) {
  test(`after ${name} the mail is ${state}, and every try carries the same key`, async () => {
    const receiver = await openReceiver(answer);
    const { store } = approvedDrafts(1, ':memory:');
    let now = noon;
    const room = sendingRoom(store, transportTo(receiver.port), { clock: () => now });
    await sendPass(room);
    assert.equal(listIntents(store)[0]!.state, state);
    now = new Date(noon.getTime() + 3_600_000);
    await sendPass(room);
    const keys = new Set(receiver.heard.map(({ headers }) => headers['idempotency-key']));
    assert.deepEqual([keys.size, receiver.heard.length], [1, state === 'waiting' ? 2 : 1]);
    receiver.close();
  });
}

test('after a kill while it was handed over the same mail is handed over again, under the same key', async () => {
  const receiver = await openReceiver((response) => response.writeHead(200).end());
  const { store } = approvedDrafts(1, ':memory:');
  store.database.exec(`UPDATE outbox SET state = 'handing_over', via = 'webhook', owner = 'dead', fence = 1`);
  assert.equal((await sendPass(sendingRoom(store, transportTo(receiver.port)))).sent, 1);
  receiver.close();
});

/** Addresses that a URL may hide: this machine, private networks, the cloud's metadata, in every spelling. */
const hidden =
  `127.0.0.1 127.1 127.0.0.2 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 0.0.0.0 localhost LOCALHOST [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
  [64:ff9b::7f00:1] [64:ff9b::169.254.169.254] [2002:7f00:1::] [2002:a9fe:a9fe::] [fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [2001:db8::1] [2001::1] [3fff::1] [100::1]
  169.254.169.254 169.254.1.1 0xa9fea9fe 2852039166 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.1 100.64.0.1 100.127.255.255 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1
  203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 １２７.０.０.１ ①②⑦.⓪.⓪.①`.split(/\s+/);

test('no connection is made to an address that is not public and not allowed, however it is spelt', async () => {
  const receiver = await openReceiver((response) => response.end());
  const urls = [
    ...hidden.map((host) => `https://${host}:${receiver.port}/`),
    ...['127.0.0.1', 'localhost', '[::1]', '8.8.8.8'].map((host) => `http://${host}:${receiver.port}/`),
    `https://user@127.0.0.1:${receiver.port}/`,
    `https://elm.example@127.0.0.1:${receiver.port}/`,
    `ftp://127.0.0.1:${receiver.port}/`,
  ];
  assert.ok(urls.length >= 60, `${urls.length}`);
  for (const url of urls) {
    await assert.rejects(openSafely(new URL(url), [], { timeout: 500 }), (error: Error) => {
      assert.equal(error.name, 'AddressRefused', `${url}: ${error.message}`);
      return true;
    });
  }
  assert.equal(receiver.heard.length, 0);
  receiver.close();
});

test('a name that leads to a private address is refused at the moment of connecting, also when only one of its addresses is', async () => {
  const lookup = (addresses: string[]) =>
    ((_: string, __: object, done: (error: null, addresses: object[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as never;
  for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::1'], ['169.254.169.254']]) {
    await assert.rejects(
      openSafely(new URL('https://rebound.example/'), [], { timeout: 500, lookup: lookup(addresses) }),
      { name: 'AddressRefused' },
    );
  }
});

test('a network that was allowed by name is reached, and no other', async () => {
  const receiver = await openReceiver((response) => response.end());
  const url = new URL(`http://127.0.0.1:${receiver.port}/`);
  (await openSafely(url, ['127.0.0.1/32'], { timeout: 500 })).destroy();
  await assert.rejects(openSafely(url, ['127.0.0.2/32'], { timeout: 500 }), { name: 'AddressRefused' });
  receiver.close();
});
