import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Draft, listIntents, openStore, readDraft, sendPass } from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, noon, sendingRoom, waitingDraft } from './an-outbox.ts';

const other = {
  subject: 'Another subject',
  preheader: 'Another',
  text: 'Another text',
  html: '<html><body>Another</body></html>',
  links: ['https://evil.example/'],
  coupon_code: 'CODE-OF-ANOTHER',
  offer_valid_until: '2027-01-01T00:00:00.000Z',
  template_version: 'another',
  recipient: 'A'.repeat(43),
  sender: { name: 'Evil', address: 'evil@evil.example' },
  reply_to: 'evil@evil.example',
  unsubscribe: { url: 'https://evil.example/', email: null },
  postal_address: '2 Other Street',
  consent_version: 'ledger 99',
} as const;

type Content = Draft['content'];
/** Every field of what is sent, put to another value, to nothing, and to itself with a little more. */
const contents = Object.entries(other).flatMap(([field, value]): [string, (content: Content) => object][] => [
  [`${field} is another`, () => ({ [field]: value })],
  [`${field} is gone`, () => ({ [field]: null })],
  [`${field} has something more`, (content) => ({ [field]: more(content[field as keyof Content]) })],
]);
const senders: [string, (content: Content) => object][] = [
  ['only the name of the sender', ({ sender }) => ({ sender: { ...sender, name: 'Evil' } })],
  ['only the address of the sender', ({ sender }) => ({ sender: { ...sender, address: 'evil@evil.example' } })],
  [
    'only where unsubscribing leads',
    ({ unsubscribe }) => ({ unsubscribe: { ...unsubscribe, url: 'https://evil.example/' } }),
  ],
  [
    'only who reads mail that unsubscribes',
    ({ unsubscribe }) => ({ unsubscribe: { ...unsubscribe, email: 'evil@evil.example' } }),
  ],
];
const plans: [string, object][] = [
  ['channel', { channel: 'sms' }],
  ...Object.entries({
    name: 'x',
    kind: 'percentage',
    amount: 50,
    minimum_order: 0,
    saved_share: 0.9,
    valid_days: 99,
  }).map(([field, value]): [string, object] => [`offer.${field}`, { offer: { ...offer(), [field]: value } }]),
];
const rows = ["customer_id = 'c1'", "campaign = 'autumn'", 'worst_case_cost = 1'];

function offer() {
  return { name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.1, valid_days: 14 };
}

function more(value: Content[keyof Content]): unknown {
  if (Array.isArray(value)) return [...value, 'https://evil.example/'];
  return typeof value === 'object' ? null : `${value} `;
}

async function sentAfter(
  change: (store: ReturnType<typeof openStore>, draft: Draft) => void,
  contact = contactOf,
): Promise<number> {
  const store = openStore(':memory:');
  const draft = waitingDraft(store, customer(0));
  waitingDraft(store, customer(1), 'autumn');
  approve(store, draft);
  change(store, readDraft(store, draft.draft_id)!);
  const list = intoList();
  await sendPass(
    sendingRoom(store, list, { readShop: async () => ({ contact: (id) => contact(id), product: () => null }) }),
  );
  assert.equal(listIntents(store)[0]?.state === 'sent', list.mails.length === 1);
  store.close();
  return list.mails.length;
}

test('what was approved and not touched is sent', async () => {
  assert.equal(await sentAfter(() => {}), 1);
});

test('after any single change since the approval, sixty and more of them, nothing is sent', async (t) => {
  const changes: [string, Parameters<typeof sentAfter>[0]][] = [
    ...[...contents, ...senders].map(([name, change]): (typeof changes)[0] => [
      name,
      (store, { draft_id, content }) =>
        store.database
          .prepare('UPDATE drafts SET content = ? WHERE draft_id = ?')
          .run(JSON.stringify({ ...content, ...change(content) }), draft_id),
    ]),
    ...plans.map(([name, change]): (typeof changes)[0] => [
      name,
      (store, { draft_id, plan }) =>
        store.database
          .prepare('UPDATE drafts SET plan = ? WHERE draft_id = ?')
          .run(JSON.stringify({ ...plan, ...change }), draft_id),
    ]),
    ...rows.map((row): (typeof changes)[0] => [
      row,
      (store, { draft_id }) =>
        store.database
          .prepare(
            `UPDATE drafts SET ${row.replace("'c1'", "'c9'").replace("'autumn'", "'spring2'")} WHERE draft_id = ?`,
          )
          .run(draft_id),
    ]),
    ['the approval is of other bytes', (store) => store.database.exec(`UPDATE approvals SET content_hash = 'x'`)],
    ['the approval was a rejection', (store) => store.database.exec(`UPDATE approvals SET verdict = 'rejected'`)],
    ['the approval is gone', (store) => store.database.exec('DELETE FROM approvals')],
    [
      'the approval has expired',
      (store) => store.database.exec(`UPDATE approvals SET expires_at = '${noon.toISOString()}'`),
    ],
    ['the draft waits again', (store) => store.database.exec(`UPDATE drafts SET status = 'waiting'`)],
  ];
  assert.ok(changes.length >= 60);
  let sent = 0;
  for (const [name, change] of changes) {
    const unbound = (...given: Parameters<typeof change>) => {
      given[0].database.pragma('foreign_keys = OFF');
      change(...given);
    };
    const mails = await sentAfter(unbound);
    assert.equal(mails, 0, name);
    sent += mails;
  }
  t.diagnostic(`${changes.length} single changes after the approval: ${sent} sent`);
});

test('after a change of the customer since the approval nothing is sent', async () => {
  const contacts: Parameters<typeof contactOf>[1][] = [
    { email: 'new@customer.example' },
    { email: null },
    { email: 'c0@customer.example, evil@evil.example' },
    { email: 'c0@customer.example\r\nBcc: evil@evil.example' },
    { emailConsent: false },
    { emailConsent: null },
    { consentTime: '2026-02-01T00:00:00.000Z' },
    { locale: 'zh-CN' },
    { birthDate: '2015-01-01' },
  ];
  for (const change of contacts) {
    assert.equal(
      await sentAfter(
        () => {},
        (id) => contactOf(id, change),
      ),
      0,
      JSON.stringify(change),
    );
  }
});

test('the approval of one draft never sends another', async () => {
  const store = openStore(':memory:');
  const [first, second] = [waitingDraft(store, customer(0)), waitingDraft(store, customer(1))];
  approve(store, first);
  store.database.pragma('foreign_keys = OFF');
  store.database.exec(
    `UPDATE approvals SET draft_id = '${second.draft_id}'; UPDATE outbox SET draft_id = '${second.draft_id}'; UPDATE drafts SET status = 'approved'`,
  );
  const list = intoList();
  await sendPass(sendingRoom(store, list));
  assert.equal(list.mails.length, 0);
});
