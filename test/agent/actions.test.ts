import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { listDrafts, passed } from '../../retention/index.ts';
import type { ProductId } from '../../warehouse/index.ts';
import { feeling, id, modelAt, openShop, policyOf } from './a-shop.ts';
import { good, openEndpoint } from './an-endpoint.ts';

const shop = await openShop(4);
after(() => shop.close());
const guide = readFileSync(join(import.meta.dirname, '../../docs/policy.md'), 'utf8');
const example = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)]
  .map(([, yaml]) => yaml!)
  .find((yaml) => /# every action/.test(yaml))!;
const everyAction = parse(example).policy;
/** One action of the guide alone, for every customer of the test shop, each under the first of its offers that gives something. */
const only = (name: string) => {
  const action = everyAction.actions.find((one: { name: string }) => one.name === name);
  const [gives = 'no_offer'] = action.offers.filter((offer: string) => offer !== 'no_offer');
  return policyOf({
    ...everyAction,
    holdout_share: 0,
    minimum_expected_profit: 0,
    budget: 100_000,
    festivals: everyAction.festivals.map((one: object) => ({ ...one, on: '03-05' })),
    offers: everyAction.offers.map((offer: object) => ({ ...offer, saved_share: 0.5 })),
    actions: [{ ...action, segment: 'at_risk', offers: [gives] }],
  });
};
const cheaper = [{ product_id: 'letter' as ProductId, title: 'Love letter', price: 9, before: 12 }];
const ports = shop.ports({
  activity: async () => ({ last_order_channel: 'store', usual_hour: 19, cheaper }),
});

/** What a mail of each action says in English and in Chinese. */
const words: Readonly<Record<string, readonly [RegExp, RegExp]>> = {
  win_back: [/It has been a while/, /好久没有/],
  thank_you: [/Thank you for ordering/, /感谢您在Elm & Sons下单/],
  replenishment: [/may be used up/, /用得差不多了/],
  price_drop: [/you looked at Love letter.*costs less now/s, /您在Elm & Sons看过Love letter/],
  apology: [/We are sorry, and we thank you/, /非常抱歉，也感谢您说出来/],
  vip_preview: [/before the others do/, /比别人先看到/],
  festival_coupon: [/Singles' Day is near/, /双十一将至/],
  store_follow_up: [/good to see you at Elm & Sons/, /很高兴在Elm & Sons见到您/],
};

test('the guide shows every action that there are words for', () => {
  assert.deepEqual(everyAction.actions.map(({ name }: { name: string }) => name).sort(), Object.keys(words).sort());
});

for (const [name, [english, chinese]] of Object.entries(words)) {
  test(`${name} is drafted in the customer’s language, with its products, prices and offer, and passes every check`, async () => {
    const upset = name === 'apology' ? feeling({}) : null;
    const room = shop.room({ policy: only(name), ports: { ...ports, feeling: async () => upset } });
    const report = await retainSegment(room, buildRetainGraph(room), { campaign: name, customers: shop.customers });
    assert.deepEqual([report.drafted, report.failed], [4, []]);
    for (const { plan, content, authorship, expires_at } of listDrafts(shop.store, { campaign: name })) {
      assert.match(content.text, plan.language === 'zh' ? chinese : english);
      assert.ok(authorship.verdicts.every(({ checks }) => passed(checks)));
      assert.equal(content.text.includes('Hand-thrown stoneware mug'), name !== 'apology');
      assert.equal(content.text.includes('Love letter — £9.00'), name === 'price_drop');
      if (content.coupon_code) assert.ok(content.text.includes(content.coupon_code));
      // A festival's draft ends with its day.
      assert.equal(expires_at, name === 'festival_coupon' ? '2026-03-06T00:00:00.000Z' : '2026-03-08T09:00:00.000Z');
    }
  });
}

test('shipping, points and gifts are told in both languages, with the order that they need', async () => {
  const offers = [
    { name: 'ship', kind: 'free_shipping', cost: 4, minimum_order: 20, saved_share: 0.5 },
    { name: 'points', kind: 'points', points: 1500, cost: 5, saved_share: 0.5 },
    { name: 'gift', kind: 'gift', gift: { en: 'a linen tea towel', zh: '亚麻茶巾' }, cost: 3, saved_share: 0.5 },
  ];
  const said: Readonly<Record<string, readonly [string, string]>> = {
    ship: ['Free delivery of your next order (orders of £20.00 or more)', '下一单免运费（满£20.00可用）'],
    points: ['1,500 points with your next order', '下一单赠送1,500积分'],
    gift: ['A gift with your next order: a linen tea towel', '下一单附赠：亚麻茶巾'],
  };
  for (const offer of offers) {
    const policy = policyOf({
      holdout_share: 0,
      offers: [offer],
      actions: [{ name: 'win_back', offers: [offer.name] }],
    });
    const room = shop.room({ policy });
    await retainSegment(room, buildRetainGraph(room), { campaign: `o-${offer.name}`, customers: shop.customers });
    const drafts = listDrafts(shop.store, { campaign: `o-${offer.name}` });
    assert.equal(drafts.length, 4);
    for (const { plan, content } of drafts) {
      assert.ok(
        content.text.replaceAll('UK£', '£').includes(said[offer.name]![plan.language === 'zh' ? 1 : 0]),
        content.text,
      );
    }
  }
});

test('a code that goes with no other says so', async () => {
  const policy = policyOf({ holdout_share: 0, budget: 1000 });
  const alone = {
    ...policy,
    offers: policy.offers.map((offer) =>
      offer.kind === 'none' ? offer : { ...offer, stacks: false, saved_share: 0.9 },
    ),
  };
  const fresh = await openShop(4);
  const room = fresh.room({ policy: alone });
  await retainSegment(room, buildRetainGraph(room), { campaign: 'alone', customers: fresh.customers });
  const drafts = listDrafts(fresh.store, {}).filter(({ content }) => content.coupon_code);
  assert.equal(drafts.length, 4);
  for (const { content } of drafts)
    assert.match(content.text, /and not together with another code|不可与其他优惠码同时使用/);
  // The next campaign of these days gives them no second code.
  await retainSegment(room, buildRetainGraph(room), { campaign: 'again', customers: fresh.customers });
  assert.deepEqual(
    listDrafts(fresh.store, { campaign: 'again' }).map(({ plan }) => plan.offer.name),
    Array(4).fill('no_offer'),
  );
  fresh.close();
});

test('a model is told why it writes, and no more: the occasion in words, the festival as a placeholder', async () => {
  const endpoint = await openEndpoint(good);
  for (const [name, told] of [
    ['festival_coupon', /A festival is near/],
    ['thank_you', /has ordered lately/],
    ['apology', /the customer complained/i],
  ] as const) {
    const upset = name === 'apology' ? feeling({}) : null;
    const room = shop.room({
      policy: only(name),
      model: modelAt(endpoint.url),
      ports: { ...ports, feeling: async () => upset },
    });
    await retainSegment(room, buildRetainGraph(room), { campaign: `m-${name}`, customers: [id(0)] });
    const asked = endpoint.asked
      .at(-1)!
      .messages.map(({ content }) => content)
      .join('\n');
    assert.match(asked, told);
    assert.equal(asked.includes('{{festival}}'), name === 'festival_coupon');
    assert.ok(!/Singles|not ordered for a while/.test(asked));
  }
  await endpoint.close();
});

test('the usual hour is kept with the draft when the policy asks for it', async () => {
  const policy = policyOf({ holdout_share: 0, send_at: 'usual_hour' });
  const room = shop.room({ policy, ports });
  await retainSegment(room, buildRetainGraph(room), { campaign: 'hour', customers: [id(0)] });
  assert.deepEqual(listDrafts(shop.store, { campaign: 'hour' })[0]!.plan.send_at, {
    hour: 19,
    time_zone: 'Europe/London',
  });
});
