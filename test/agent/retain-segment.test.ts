import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { describeStop, listDrafts, readDecisions } from '../../retention/index.ts';
import { feeling, id, modelAt, openShop, personal, policyOf } from './a-shop.ts';
import { good, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(24);
after(() => shop.close());

test('without a model every draft is written from the template, and says so', async () => {
  const room = shop.room();
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'plain', customers: shop.customers });
  assert.deepEqual(
    [report.considered, report.drafted, report.drafted_before, report.written_by],
    [24, 24, 0, { model: 0, template: 24, person: 0 }],
  );
  assert.deepEqual(report.failed, []);
  for (const draft of listDrafts(shop.store, { campaign: 'plain' })) {
    assert.equal(draft.authorship.written_by_reason, 'no language model is configured');
    assert.match(draft.content.text, draft.plan.language === 'zh' ? /您好/ : /Hello Quillon/);
    assert.ok(draft.content.text.includes('Hand-thrown stoneware mug — £14.50') || draft.plan.language === 'zh');
    // A price of an eighth of a pound is shown as a customer pays it.
    assert.match(draft.content.text, /Enamel tea caddy — £0\.13/);
    assert.ok(draft.content.coupon_code === null || draft.content.html.includes(draft.content.coupon_code));
  }
});

test('running a campaign again makes no second draft', async () => {
  const room = shop.room();
  const before = listDrafts(shop.store, { campaign: 'plain' });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'plain', customers: shop.customers });
  assert.deepEqual([report.drafted, report.drafted_before], [0, 24]);
  assert.deepEqual(listDrafts(shop.store, { campaign: 'plain' }), before);
});

test('with a model that writes well the model writes every draft, and no request holds anything personal', async () => {
  const endpoint = await openEndpoint(good);
  const room = shop.room({ model: modelAt(endpoint.url) });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'model', customers: shop.customers });
  await endpoint.close();
  assert.deepEqual(report.written_by, { model: 24, template: 0, person: 0 });
  assert.equal(endpoint.requests.length, 24);
  const sent = endpoint.requests.join('\n').toLowerCase();
  for (const [index, customer] of shop.customers.entries()) {
    for (const secret of Object.values(personal(index))) assert.ok(!sent.includes(secret.toLowerCase()), secret);
    assert.ok(!new RegExp(`"${customer}"`).test(sent), customer);
  }
  assert.ok(!sent.includes('elm & sons') && !sent.includes('14.5'), 'the shop and the prices are placeholders too');
  const [english] = listDrafts(shop.store, { campaign: 'model' }).filter((draft) => draft.plan.language === 'en');
  assert.match(english!.content.subject, /Something from Elm & Sons for you/);
});

test('the most profitable come first under a limit, and the rest are told why', async () => {
  const room = shop.room();
  const request = { campaign: 'limited', customers: shop.customers, limit: 5 };
  const report = await retainSegment(room, buildRetainGraph(room), request);
  assert.equal(report.drafted, 5);
  const drafted = listDrafts(shop.store, { campaign: 'limited' }).map((draft) => draft.customer_id);
  assert.deepEqual([...drafted].sort(), [19, 20, 21, 22, 23].map(id).sort());
  const [decision] = readDecisions(shop.store, id(0), 'limited');
  assert.equal(decision?.stop?.rule, 'limit');
  assert.match(describeStop(decision!.stop!), /ranked 24, and this run drafts for the first 5/);
  const again = await retainSegment(room, buildRetainGraph(room), request);
  assert.equal(again.drafted, 0, 'the limit counts the drafts that are there');
});

test('the offers of all drafts together never cost more than the budget', async () => {
  const policy = policyOf({
    holdout_share: 0,
    budget: 32,
    minimum_expected_profit: 0,
    offers: [{ name: 'ten_percent', kind: 'percentage', percent: 10, at_most: 15, saved_share: 0.5 }],
    actions: [{ name: 'win_back', offers: ['ten_percent'] }],
  });
  const room = shop.room({ policy });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'poor', customers: shop.customers });
  assert.equal(report.drafted, 2);
  assert.deepEqual([report.campaign.budget, report.campaign.committed], [3200, 3000]);
  assert.equal(report.decisions.budget, 22);
});

test('who is held out keeps the row that says what would have been drafted, and gets no draft later in the campaign', async () => {
  const run = async (holdout_share: number) => {
    const room = shop.room({ policy: policyOf({ holdout_share, minimum_expected_profit: 0 }) });
    return retainSegment(room, buildRetainGraph(room), { campaign: 'held', customers: shop.customers });
  };
  const rows = () => shop.customers.map((customer) => readDecisions(shop.store, customer, 'held')[0]!);
  const first = await run(0.5);
  const held = rows().filter(({ stop }) => stop?.rule === 'holdout');
  assert.ok(held.length > 3 && held.every(({ action, expected_profit }) => action !== null && expected_profit! > 0));
  const again = await run(0);
  assert.deepEqual([again.drafted, again.drafted_before], [0, first.drafted]);
  assert.deepEqual(
    rows().filter(({ stop }) => stop?.rule === 'holdout'),
    held,
  );
});

test('who has refused e-mail, is angry or has no score gets nothing, and the row says which', async () => {
  const feelings = new Map([
    [id(1), feeling({})],
    [id(2), feeling({ confidence: 0.4 })],
    [id(4), feeling({ time: '2025-01-01T00:00:00.000Z' })],
    [id(5), feeling({ label: 'positive' })],
  ]);
  const base = shop.ports();
  const ports = shop.ports({
    feeling: async (customer) => feelings.get(customer) ?? null,
    score: async (customer) => (customer === id(6) ? null : base.score(customer)),
    profile: async (customer) => {
      const profile = await base.profile(customer);
      return customer === id(0) ? { ...profile!, emailConsent: false } : profile;
    },
  });
  const room = shop.room({ ports });
  await retainSegment(room, buildRetainGraph(room), { campaign: 'moods', customers: shop.customers });
  const rule = (index: number) => readDecisions(shop.store, id(index), 'moods')[0]?.stop?.rule ?? 'chosen';
  assert.deepEqual([0, 1, 2, 4, 5, 6, 7].map(rule), [
    'withdrawn',
    'angry',
    'chosen',
    'chosen',
    'chosen',
    'no_score',
    'chosen',
  ]);
});

test('a tool that fails for one customer stops that one alone', async () => {
  const base = shop.ports();
  const ports = shop.ports({
    recommend: async (customer, count) => {
      if (customer === id(3)) throw new Error('the recommender broke');
      return base.recommend(customer, count);
    },
    score: async (customer) => {
      if (customer === id(4)) throw new Error('no row');
      return base.score(customer);
    },
  });
  const room = shop.room({ ports });
  const report = await retainSegment(room, buildRetainGraph(room), { campaign: 'broken', customers: shop.customers });
  assert.equal(report.drafted, 22);
  assert.deepEqual(new Set(report.failed.map((failure) => failure.customer_id)), new Set([id(3), id(4)]));
  const again = await retainSegment(shop.room(), buildRetainGraph(shop.room()), {
    campaign: 'broken',
    customers: shop.customers,
  });
  assert.equal(again.drafted, 2, 'the next run tries them again');
});

test('a campaign of another currency and a campaign without a proper name are refused', async () => {
  const room = shop.room();
  const graph = buildRetainGraph(room);
  const foreign = shop.room({ shop: { ...room.shop, currency: 'JPY' } });
  await assert.rejects(
    retainSegment(foreign, graph, { campaign: 'plain', customers: [] }),
    /counts in GBP, and shop.currency is JPY/,
  );
  await assert.rejects(retainSegment(room, graph, { campaign: '../x', customers: [] }), /1 to 80 letters/);
});
