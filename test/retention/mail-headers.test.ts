import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mimeOf } from '../../retention/delivery/mime.ts';
import { smtpTransport } from '../../retention/delivery/smtp.ts';
import { type Draft, plainAddress } from '../../retention/index.ts';
import { openMailServer } from './a-mail-server.ts';
import { noon, settings } from './an-outbox.ts';

const evil = [
  'x\r\nBcc: evil@evil.example',
  'x\nBcc: evil@evil.example',
  'x\rBcc: evil@evil.example',
  'x\r\n\r\n<script>alert(1)</script>',
  'x\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n',
  'x\u0000Bcc: evil@evil.example',
  'x\u2028Bcc: evil@evil.example',
  'x\u0085Bcc: evil@evil.example',
  'x%0d%0aBcc: evil@evil.example',
  'a@b.example, evil@evil.example',
  'a@b.example; evil@evil.example',
  '"a" <a@b.example>, <evil@evil.example>',
  'a@b.example\r\nBcc: evil@e',
  '(comment (nested) evil@evil.example)',
  '<evil@evil.example>',
  '"evil@evil.example"@b.example',
  'a@[127.0.0.1]',
  'group: evil@evil.example;',
  '=?UTF-8?Q?=0D=0ABcc=3A_evil=40evil.example?=',
  'x\r\n Bcc: evil@evil.example',
  'x\u000bBcc: evil@evil.example',
  'x> NOTIFY=SUCCESS\r\nRCPT TO:<evil@evil.example',
  `${'x'.repeat(2000)}\r\nBcc: evil@evil.example`,
  'evil@evil.example\u0000@b.example',
  'x\r\nList-Unsubscribe: <https://evil.example>',
  'x\r\nContent-Type: text/plain',
  'x\r\nReply-To: evil@evil.example',
  'x\t\r\n\tBcc: evil@evil.example',
  'x\u2029Bcc: evil@evil.example',
];
const allowed = [
  'content-type',
  'date',
  'from',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
];

function content(change: Partial<Draft['content']> = {}) {
  const base = {
    subject: 'For you',
    preheader: '',
    text: 'Hello\n',
    html: '<p>Hello</p>',
    links: [],
    coupon_code: null,
    offer_valid_until: null,
    template_version: 'test',
    recipient: 'r',
    sender: settings.delivery.from!,
    reply_to: 'care@elm.example',
    unsubscribe: { url: 'https://elm.example/unsubscribe/t', email: 'unsubscribe@elm.example' },
    postal_address: 'p',
    consent_version: 'none',
  };
  return { ...base, ...change } as Parameters<typeof mimeOf>[0]['content'];
}

/** Header names of a message as RFC 5322 has them, by a parser of its own: unfolded lines up to the first empty one. */
function headerNames(raw: string): string[] {
  const head = raw.slice(0, raw.search(/\r?\n\r?\n/));
  return head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n|\r/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
}

/** Where text of a shop's files or a model could reach a header. */
const places: readonly (readonly [string, (payload: string) => Partial<Draft['content']>])[] = [
  ['subject', (subject) => ({ subject })],
  ['name of the sender', (name) => ({ sender: { name, address: 'hello@elm.example' } })],
  ['address of the sender', (address) => ({ sender: { name: 'Elm', address } })],
  ['reply-to', (reply_to) => ({ reply_to })],
  ['link for unsubscribing', (url) => ({ unsubscribe: { url, email: null } })],
  ['address for unsubscribing', (email) => ({ unsubscribe: { url: 'https://elm.example/u', email } })],
  ['body', (text) => ({ text, html: `<p>${text}</p>` })],
];

test('whatever stands where a header comes from, the mail has the headers that it must have, each once', async () => {
  let tried = 0;
  for (const payload of evil) {
    for (const [place, change] of places) {
      tried++;
      const raw = (
        await mimeOf({
          intent_id: 'send-x',
          address: 'ann@customer.example',
          date: noon,
          content: content(change(payload)),
        })
      ).toString();
      const names = headerNames(raw);
      assert.equal(new Set(names).size, names.length, `${place}: ${JSON.stringify(payload)}`);
      for (const name of names) assert.ok(allowed.includes(name), `${name} by the ${place} ${JSON.stringify(payload)}`);
    }
  }
  assert.ok(tried >= 200, `${tried}`);
});

test('at the server there is exactly one recipient, the address that was checked, and one mail', async () => {
  const server = await openMailServer();
  const transport = smtpTransport({ kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'none' }, undefined, {
    answer: 1000,
    mail: 2000,
  });
  for (const payload of evil) {
    for (const change of [
      { subject: payload },
      { sender: { name: payload, address: 'hello@elm.example' } },
      { text: payload },
    ]) {
      const before = server.mails.length;
      const mail = { intent_id: 'send-x', address: 'ann@customer.example', date: noon, content: content(change) };
      const receipt = await transport.deliver(mail, () => {});
      assert.equal(receipt.outcome, 'sent');
      assert.equal(server.mails.length, before + 1, JSON.stringify(payload));
      assert.deepEqual(server.mails.at(-1)!.to, ['ann@customer.example']);
    }
  }
  transport.close();
  await server.close();
});

test('nothing but one plain address is an address', () => {
  for (const payload of evil) assert.equal(plainAddress(payload), null, JSON.stringify(payload));
  for (const payload of [
    '',
    '@',
    'a@',
    '@b.example',
    'a@b',
    'a b@c.example',
    'a@b..example',
    'a@-b.example',
    '.a@b.example',
    'a.@b.example',
    `${'a'.repeat(65)}@b.example`,
    'ä@b.example',
  ]) {
    assert.equal(plainAddress(payload), null, payload);
  }
  assert.equal(plainAddress('Ann.Lee+shop@Customer.Example'), 'Ann.Lee+shop@customer.example');
  assert.equal(plainAddress('ann@bücher.example'), 'ann@xn--bcher-kva.example');
});

test('the same mail is the same bytes every time', async () => {
  const mail = { intent_id: 'send-x', address: 'ann@customer.example', date: noon, content: content() };
  assert.deepEqual(await mimeOf(mail), await mimeOf(mail));
});
