import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { approveDraft, buildRetainGraph, rejectDraft, retainSegment } from '../../agent/index.ts';
import { smtpTransport } from '../../retention/delivery/smtp.ts';
import { listDrafts, openSender, sendPass } from '../../retention/index.ts';
import { openMailServer } from '../retention/a-mail-server.ts';
import { delivery, id, modelAt, now, openShop, personal, policyOf, products } from './a-shop.ts';
import { complete, good, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(8);
after(() => shop.close());
/** What stands in the settings alone and may be in no file, log or prompt. */
const secrets = { api_key: 'test-key', smtp_password: 'canary-smtp-password', webhook_secret: 'canary-webhook-secret' };

/** Tables that hold no customer's data, whatever was done: all text of all their rows. */
function impersonal(): string {
  const tables = [
    'campaigns',
    'threads',
    'decisions',
    'checkpoints',
    'writes',
    'outbox',
    'senders',
    'suppressions',
    'audit',
  ];
  const rows = tables.flatMap(
    (table) => shop.store.database.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][],
  );
  return rows
    .flat()
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)))
    .join('\n');
}

test('whatever happens to a draft, names, addresses, codes, tokens and secrets stand in no checkpoint, log, outbox, prompt or error', async () => {
  let turn = 0;
  // A model that says again all that it was told, then one that breaks, then one that writes well.
  const endpoint = await openEndpoint((response, asked) => {
    turn++;
    if (turn % 3 === 1)
      return complete(response, JSON.stringify({ ...asked.messages, subject: JSON.stringify(asked) }));
    return turn % 3 === 2 ? response.destroy() : good(response, asked, turn);
  });
  const base = shop.ports();
  const policy = policyOf({
    holdout_share: 0,
    minimum_expected_profit: 0,
    quiet_hours: { from: '00:00', to: '00:00' },
    offers: [{ name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.5 }],
    actions: [{ name: 'win_back', offers: ['five_off'] }],
  });
  const room = shop.room({
    policy,
    model: modelAt(endpoint.url, 2),
    ports: shop.ports({
      async recommend(customer, count) {
        if (customer === id(6)) throw new Error('the recommender broke');
        return base.recommend(customer, count);
      },
    }),
  });
  const graph = buildRetainGraph(room);
  const report = await retainSegment(room, graph, { campaign: 'spring', customers: shop.customers });
  const drafts = listDrafts(shop.store, { campaign: 'spring' });
  assert.equal(drafts.length, 7);
  await rejectDraft(room, graph, { id: drafts[0]!.draft_id, by: 'ann', reason: 'too loud' });
  const said: unknown[] = [report];
  for (const draft of drafts.slice(1)) said.push(await approveDraft(room, graph, { id: draft.draft_id, by: 'ann' }));
  // A mail server that quotes whom it refuses.
  const server = await openMailServer((moment) =>
    moment === 'rcpt' ? Object.assign(new Error(`no ${personal(0).email} here`), { responseCode: 550 }) : null,
  );
  const settings = { kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const transport = smtpTransport(settings, secrets.smtp_password);
  const sender = openSender(shop.store);
  const profiles = new Map(
    await Promise.all(shop.customers.map(async (one) => [one, await base.profile(one)] as const)),
  );
  const prices = new Map<string, number>(products.map(([product, , price]) => [product, price]));
  const sent = await sendPass({
    store: shop.store,
    sender,
    transport,
    policy,
    shop: room.shop,
    delivery: { ...delivery, ...secrets },
    clock: () => now,
    readShop: async () => ({
      contact: (one) => profiles.get(one) ?? null,
      product: (product) => ({ price: prices.get(product) ?? null, stock: null }),
    }),
  });
  assert.equal(sent.failed, 6, 'every mail was refused by the server');
  said.push(sent);
  transport.close();
  sender.close();
  await server.close();
  await endpoint.close();
  const journal = readFileSync(join(shop.folder, 'journal.jsonl'), { encoding: 'utf8', flag: 'a+' });
  const texts = { 'the store': impersonal(), 'the journal': journal, 'what was reported': JSON.stringify(said) };
  const prompts = endpoint.requests.map((request) => request.split('\n').slice(2).join('\n')).join('\n');
  const canaries = [
    ...shop.customers.flatMap((_, index) => Object.entries(personal(index))),
    ...drafts.flatMap(({ content }) => [
      ['code', content.coupon_code!],
      ['token', content.unsubscribe!.url.split('/').at(-1)!],
    ]),
    ...Object.entries(secrets),
  ] as [string, string][];
  assert.ok(canaries.length >= 40, `${canaries.length}`);
  for (const [kind, canary] of canaries) {
    for (const [place, text] of Object.entries({ ...texts, 'a prompt': prompts })) {
      assert.ok(!text.includes(canary), `a ${kind} in ${place}`);
    }
  }
  const mails = shop.store.database
    .prepare('SELECT content || plan || authorship FROM drafts')
    .pluck()
    .all()
    .join('\n');
  for (const secret of Object.values(secrets)) assert.ok(!mails.includes(secret));
});
