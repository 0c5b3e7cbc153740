import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { approveBySample, buildRetainGraph, editDraft, rejectDraft, retainSegment } from '../../agent/index.ts';
import { variantOf } from '../../agent/variant.ts';
import { seededRandom } from '../../config/index.ts';
import { listDrafts, listIntents, readAudit, sampleDrafts } from '../../retention/index.ts';
import { feeling, id, modelAt, openShop, policyOf } from './a-shop.ts';
import { good, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(40);
after(() => shop.close());
const room = shop.room();
const graph = buildRetainGraph(room);
const random = () => seededRandom(3);

test('a sample holds every kind of draft, and its yes is for exactly the drafts that it was drawn from', async () => {
  const campaign = 'spring';
  await retainSegment(room, graph, { campaign, customers: shop.customers });
  const sample = sampleDrafts(shop.store, { campaign, size: 6, random: random() });
  assert.deepEqual([sample.drafts.length, sample.of], [6, 40]);
  assert.deepEqual(new Set(sample.drafts.map(({ plan }) => plan.language)), new Set(['en', 'zh']));
  assert.deepEqual(
    sampleDrafts(shop.store, { campaign, size: 6, random: random() }),
    sample,
    'the same drafts, the same sample',
  );
  const yes = (code: string) => approveBySample(room, graph, { campaign, code, by: 'ann' });

  await assert.rejects(yes('0123456789abcdef'), /not those that 0123456789abcdef was drawn from/);
  const [first, second] = listDrafts(shop.store, { campaign }).filter(({ plan }) => plan.language === 'en');
  await editDraft(room, { id: first!.draft_id, by: 'bob', text: { subject: 'We would love to see you' } });
  await assert.rejects(yes(sample.code), /look at a new sample/, 'one was edited');
  const edited = sampleDrafts(shop.store, { campaign, size: 6, random: random() });
  await rejectDraft(room, graph, { id: second!.draft_id, by: 'bob', reason: 'no' });
  await assert.rejects(yes(edited.code), /look at a new sample/, 'one was rejected');
  assert.equal(listIntents(shop.store).length, 0);

  const { code } = sampleDrafts(shop.store, { campaign, size: 6, random: random() });
  assert.deepEqual(await yes(code), { approved: 39, needs_second: 0, left: [] });
  assert.equal(listIntents(shop.store).length, 39);
  const line = readAudit(shop.store).find(({ action }) => action === 'campaign approved by a sample');
  assert.deepEqual(JSON.parse(line!.details), { code, approved: 39, needs_second: 0, left: 0 });
  await assert.rejects(yes(code), /no draft of the campaign spring waits/);
});

test('dear drafts still need two people, and answers to complaints are read one by one', async () => {
  const policy = policyOf({
    holdout_share: 0,
    minimum_expected_profit: 0,
    two_approvers_from: 5,
    offers: [{ name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.5 }],
    actions: [
      { name: 'win_back', offers: ['five_off'] },
      { name: 'apology', occasion: 'complaint', offers: ['five_off'] },
    ],
  });
  const ports = shop.ports({ feeling: async (customer) => (customer === id(0) ? feeling({}) : null) });
  const strict = shop.room({ policy, ports });
  const itsGraph = buildRetainGraph(strict);
  const campaign = 'dear';
  await retainSegment(strict, itsGraph, { campaign, customers: shop.customers.slice(0, 5) });
  const yes = (by: string) =>
    approveBySample(strict, itsGraph, {
      campaign,
      code: sampleDrafts(shop.store, { campaign, size: 5, random: random() }).code,
      by,
    });
  const first = await yes('ann');
  assert.deepEqual([first.approved, first.needs_second, first.left.length], [0, 4, 1]);
  assert.match(first.left[0]!.reason, /answers a complaint/);
  const second = await yes('bob');
  assert.deepEqual([second.approved, second.needs_second, second.left.length], [4, 0, 1]);
});

test('variants are dealt by lot, the same at every run, recorded with the draft, and told to the model', async () => {
  const variants = [
    { name: 'warm', brief: 'Write as an old friend would.' },
    { name: 'plain', brief: 'Write as briefly as can be.' },
  ];
  const policy = policyOf({ holdout_share: 0, actions: [{ name: 'win_back', variants, offers: ['no_offer'] }] });
  const endpoint = await openEndpoint(good);
  const brandVoice = 'We say “folks”, never “customers”.';
  const testing = shop.room({ policy, model: modelAt(endpoint.url), brandVoice });
  const campaign = 'ab';
  await retainSegment(testing, buildRetainGraph(testing), { campaign, customers: shop.customers });
  const drafts = listDrafts(shop.store, { campaign });
  assert.equal(drafts.length, 40);
  for (const { customer_id, plan } of drafts) {
    assert.equal(plan.variant, variantOf(testing, { campaign, customer: customer_id, action: 'win_back' })!.name);
  }
  const warm = drafts.filter(({ plan }) => plan.variant === 'warm').length;
  assert.ok(warm >= 8 && warm <= 32, `${warm} of 40`);
  const asked = endpoint.asked.map(({ messages }) => messages[0]!.content);
  assert.equal(asked.filter((system) => system.includes('as an old friend')).length, warm);
  assert.ok(asked.every((system) => system.includes(brandVoice)));
  await endpoint.close();
  const many = Array.from(
    { length: 4000 },
    (_, index) => variantOf(testing, { campaign, customer: id(index), action: 'win_back' })!.name,
  );
  const share = many.filter((name) => name === 'warm').length / 4000;
  assert.ok(share > 0.47 && share < 0.53, `${share}`);
  const other = Array.from(
    { length: 4000 },
    (_, index) => variantOf(testing, { campaign: 'next', customer: id(index), action: 'win_back' })!.name,
  );
  const same = many.filter((name, index) => name === other[index]).length / 4000;
  assert.ok(same > 0.46 && same < 0.54, `${same}: another campaign deals anew`);
});

test('without a model a variant with a template of its own is worded by it, in English and Chinese, and passes every check', async () => {
  const variants = [{ name: 'warm' }, { name: 'short' }];
  const offers = ['no_offer', 'ten_percent', 'five_off'];
  for (const offer of offers) {
    const policy = policyOf({
      holdout_share: 0,
      budget: 100_000,
      minimum_expected_profit: 0,
      actions: [{ name: 'win_back', variants, offers: [offer] }],
    });
    const room = shop.room({ policy });
    const campaign = `wordings-${offer}`;
    await retainSegment(room, buildRetainGraph(room), { campaign, customers: shop.customers });
    const drafts = listDrafts(shop.store, { campaign });
    assert.equal(drafts.length, 40);
    for (const [language, opening] of [
      ['en', /kept .+ in mind for you, with a few things/],
      ['zh', /我们为您留意了.+还有几件/],
    ] as const) {
      const of = (variant: string) =>
        drafts
          .filter(({ plan }) => plan.variant === variant && plan.language === language)
          .map(({ content }) => content);
      const [warm, short] = [of('warm'), of('short')];
      assert.ok(warm.length > 0 && short.length > 0, `${language}: ${warm.length} and ${short.length}`);
      assert.ok(short.every(({ text }) => opening.test(text)));
      assert.ok(warm.every(({ text }) => !opening.test(text)));
      assert.ok(short.every(({ template_version }) => template_version !== warm[0]!.template_version));
      const longest = Math.max(...short.map(({ text }) => text.length));
      assert.ok(longest < Math.min(...warm.map(({ text }) => text.length)));
    }
    for (const { authorship } of drafts) {
      assert.equal(authorship.written_by, 'template');
      for (const { checks } of authorship.verdicts)
        assert.deepEqual(
          checks.filter(({ ok }) => !ok),
          [],
        );
    }
  }
});
