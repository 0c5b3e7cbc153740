import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { approveDraft, buildRetainGraph, editDraft, retainSegment } from '../../agent/index.ts';
import { UserError } from '../../config/index.ts';
import {
  contentHash,
  type Draft,
  listDrafts,
  readApproval,
  readAudit,
  readDraft,
  readIntent,
  redeemCoupon,
} from '../../retention/index.ts';
import { now, openShop, personal, policyOf } from './a-shop.ts';

const shop = await openShop(4);
after(() => shop.close());
const policy = policyOf({
  holdout_share: 0,
  minimum_expected_profit: 0,
  offers: [{ name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.5 }],
  actions: [{ name: 'win_back', offers: ['five_off'] }],
});
const base = shop.ports();
let prices: Readonly<Record<string, number | null>> = {};
const room = shop.room({
  policy,
  ports: shop.ports({
    async product(product) {
      const known = await base.product(product);
      const price = prices[product];
      return known && { ...known, ...(price === undefined ? {} : price === null ? { stock: 0 } : { price }) };
    },
  }),
});
const graph = buildRetainGraph(room);
const refused = (pattern: RegExp) => (error: Error) => error instanceof UserError && pattern.test(error.message);

async function english(campaign: string): Promise<Draft> {
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  return listDrafts(shop.store, { campaign, status: 'waiting' }).find(({ plan }) => plan.language === 'en')!;
}
const edit = (draft: Draft, text: Parameters<typeof editDraft>[1]['text']) =>
  editDraft(room, { id: draft.draft_id, by: 'ann', text });

test('a person’s words take the place of the draft’s, the rest stays, and everything is checked again', async () => {
  const draft = await english('words');
  const after = await edit(draft, { subject: 'Our Portmeirion crockery and {{product_1}}' });
  assert.equal(
    after.content.subject,
    'Our Portmeirion crockery and Hand-thrown stoneware mug',
    'words that no list holds are people’s to use',
  );
  assert.equal(after.content.preheader, draft.content.preheader);
  assert.equal(after.content.coupon_code, draft.content.coupon_code);
  assert.deepEqual(after.content.links, draft.content.links);
  assert.equal(after.authorship.written_by, 'person');
  assert.notEqual(contentHash(after), contentHash(draft));
  assert.deepEqual(readDraft(shop.store, draft.draft_id), after);
  const [line] = readAudit(shop.store).filter(({ subject }) => subject === draft.draft_id);
  assert.deepEqual([line?.actor, line?.action], ['ann', 'draft edited']);
});

test('a mail to a customer whose name is not known is made anew as it is', async () => {
  const nameless = shop.room({
    policy,
    ports: shop.ports({
      profile: async (customer) => ({ ...(await base.profile(customer))!, firstName: null, lastName: null }),
    }),
  });
  await retainSegment(nameless, buildRetainGraph(nameless), { campaign: 'nameless', customers: shop.customers });
  for (const draft of listDrafts(shop.store, { campaign: 'nameless' })) {
    const after = await editDraft(nameless, { id: draft.draft_id, by: 'ann', text: {} });
    assert.equal(after.content.text, draft.content.text);
  }
});

test('an edit with a wrong fact changes nothing', async () => {
  const draft = await english('facts');
  const lies = {
    'another price': 'The mug is yours for £3 only.',
    'a number word': 'Take twenty percent off whatever you like.',
    'a code': 'Use code SPRING at the till.',
    'a link': 'Look at evil.example for more of it.',
    'a promise': 'Delivery is free until further notice.',
    'another product': 'The Love letter is waiting for you.',
    'no such placeholder': 'We chose {{product_9}} for you alone.',
    'the name of another customer': `We thought of you, ${personal(3).first}, when we chose these.`,
    'hidden text': 'We love\u200b to see you again soon.',
    markup: 'We would <b>love</b> to see you again.',
    'a line break': 'We would love to\r\nBcc: evil@evil.example see you.',
  };
  for (const [lie, sentence] of Object.entries(lies)) {
    const paragraphs = ['It has been a while, and we would love to see you.', sentence];
    await assert.rejects(edit(draft, { paragraphs }), refused(/the edited mail is refused/), lie);
    assert.deepEqual(readDraft(shop.store, draft.draft_id), draft);
  }
});

test('what somebody saw before an edit cannot be approved after it', async () => {
  const draft = await english('stale');
  const seen = contentHash(draft);
  await edit(draft, { preheader: 'A few things that we chose with care' });
  await assert.rejects(
    approveDraft(room, graph, { id: draft.draft_id, by: 'bob', seen }),
    refused(/changed since you looked at it/),
  );
  assert.equal(readApproval(shop.store, draft.draft_id), undefined);
  const after = readDraft(shop.store, draft.draft_id)!;
  const said = await approveDraft(room, graph, { id: draft.draft_id, by: 'bob', seen: contentHash(after) });
  assert.ok('approval' in said && said.approval.content_hash === contentHash(after));
});

test('an approved mail that is held for its price is made anew with today’s, and waits for another yes', async () => {
  const draft = await english('price');
  await approveDraft(room, graph, { id: draft.draft_id, by: 'ann' });
  await assert.rejects(edit(draft, {}), refused(/was approved and is waiting/));
  // What the sender does when it finds another price.
  shop.store.database
    .prepare(`UPDATE outbox SET state = 'held', reason = 'another price' WHERE draft_id = ?`)
    .run(draft.draft_id);
  prices = { mug: 11.25, teapot: null };
  const after = await edit(draft, {});
  prices = {};
  assert.match(after.content.text, /Hand-thrown stoneware mug — £11\.25/);
  assert.ok(!after.content.text.includes('teapot'), 'what is sold out is left out');
  assert.equal(after.status, 'waiting');
  assert.deepEqual(
    [readApproval(shop.store, draft.draft_id), readIntent(shop.store, draft.draft_id)],
    [undefined, undefined],
  );
  const code = {
    code: draft.content.coupon_code!,
    customer: draft.customer_id,
    order_id: 'o',
    order_value: 6000 as never,
    now,
  };
  assert.deepEqual(redeemCoupon(shop.store, code), { accepted: false, reason: 'unknown' });
  const said = await approveDraft(room, graph, { id: draft.draft_id, by: 'bob' });
  assert.ok('intent' in said && said.intent.state === 'waiting' && said.intent.content_hash === contentHash(after));
});

test('of two edits at once one counts, and the other is told to look again', async () => {
  const draft = await english('race');
  const both = await Promise.allSettled([
    edit(draft, { subject: 'We would love to see you again' }),
    edit(draft, { subject: 'Come and look around again' }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.match(String(both.find((one) => one.status === 'rejected')!.reason), /changed by somebody else/);
});
