import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { Config, type Offer, type Policy } from '../../config/index.ts';
import {
  assess,
  type CustomerFacts,
  chanceOfSaving,
  committedOnDay,
  describeAlternative,
  festivalEnd,
  listIntents,
  nextAtHour,
  openCode,
  openStore,
  readCampaign,
  redeemCoupon,
  standing,
  storeDraft,
} from '../../retention/index.ts';
import type { CustomerId, ProductId } from '../../warehouse/index.ts';
import { approve, customer, newDraft, noon, waitingDraft } from './an-outbox.ts';

const now = new Date('2026-11-06T12:00:00Z');

/** The policy of the guide, as it stands there. */
const guide = readFileSync(join(import.meta.dirname, '../../docs/policy.md'), 'utf8');
const example = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)]
  .map(([, yaml]) => yaml!)
  .find((yaml) => /# every action/.test(yaml))!;
const policy: Policy = Config.parse({ policy: { ...parse(example).policy, holdout_share: 0 } }).policy;
const frame = { campaign: 'c', policy, currency: 'GBP', holdoutKey: '7', timeZone: 'Europe/London', now };

const active: CustomerFacts = {
  customer_id: 'c1' as CustomerId,
  score: {
    as_of: now.toISOString(),
    churn_probability: 0.3,
    expected_spend: 280,
    historic_clv: 900,
    historic_number_of_orders: 9,
    average_order_value: 60,
    average_days_between_orders: 20,
    days_since_last_order: 5,
  },
  feeling: null,
  permission: { email: 'given', locale: null, time_zone: null, barred: null },
  segments: [],
  activity: { last_order_channel: 'web', usual_hour: null, cheaper: [] },
  open_code: null,
};
const chosen = (given: Partial<CustomerFacts>, at: Partial<typeof frame> = {}) =>
  standing(assess({ ...active, ...given }, { ...frame, ...at }))[0]?.action;
const segmentOf = (action: string) => [policy.actions.find(({ name }) => name === action)!.segment!];
const cheaper = (before: number) => ({
  ...active.activity,
  cheaper: [{ product_id: 'mug' as ProductId, title: 'Mug', price: 9.5, before }],
});
const before = { now: new Date('2026-10-20T12:00:00Z') };

test('every action of the guide is chosen for whom it is meant', () => {
  assert.equal(chosen({ segments: segmentOf('thank_you') }, before), 'thank_you');
  assert.equal(chosen({ segments: segmentOf('replenishment') }, before), 'replenishment');
  assert.equal(chosen({ segments: segmentOf('vip_preview') }, before), 'vip_preview');
  assert.equal(chosen({ score: { ...active.score!, churn_probability: 0.7 } }, before), 'win_back');
  assert.equal(chosen({ activity: cheaper(12) }, before), 'price_drop');
  assert.equal(chosen({ activity: { ...active.activity, last_order_channel: 'store' } }, before), 'store_follow_up');
  assert.equal(chosen({ segments: segmentOf('festival_coupon') }), 'festival_coupon');
  const feeling = { label: 'negative', confidence: 0.9, time: now.toISOString() } as const;
  assert.equal(chosen({ feeling }), 'apology');
  assert.equal(chosen({}, before), undefined, 'nothing has happened, and the customer is in no segment');
});

test('an upset customer gets an apology or nothing, and every other alternative says why it fell', () => {
  const feeling = { label: 'negative', confidence: 0.9, time: now.toISOString() } as const;
  const { alternatives } = assess(
    { ...active, feeling, segments: policy.actions.flatMap(({ segment }) => segment ?? []) },
    frame,
  );
  for (const alternative of alternatives) {
    if (alternative.action === 'apology') continue;
    assert.equal(alternative.fell?.rule, 'angry', alternative.action);
    assert.match(describeAlternative(alternative, 'GBP'), /expected profit .* fell, the latest message is negative/);
  }
  const rules = assess(active, frame)
    .alternatives.filter(({ action }) => action === 'apology')
    .map(({ fell }) => fell?.rule);
  assert.deepEqual(new Set(rules), new Set(['occasion']), 'nobody else gets one');
});

test('a price must have fallen by as much as the policy wants', () => {
  assert.equal(chosen({ activity: cheaper(9.99) }, before), undefined, 'just under five per cent');
  assert.equal(chosen({ activity: cheaper(10) }, before), 'price_drop');
});

test('what an action adds among those who stay counts in its profit', () => {
  const [one] = standing(assess({ ...active, segments: segmentOf('thank_you') }, { ...frame, ...before }));
  const { added_share } = policy.actions.find(({ name }) => name === 'thank_you')!;
  const offer = policy.offers.find(({ name }) => name === one!.offer)!;
  // One who stays spends 280 ÷ 0.7 = 400.
  const earned = (chanceOfSaving(0.3, offer.saved_share) + 0.7 * added_share) * 400 * policy.margin;
  assert.equal(one!.expected_profit, Math.round(earned * 100) - one!.expected_cost);
});

test('shipping, points and gifts cost what they cost, keep the margin floor, and take nothing off the goods', () => {
  const kinds: Offer[] = [
    { name: 'a', kind: 'free_shipping', cost: 4, minimum_order: 20, saved_share: 0.1, valid_days: 14, stacks: false },
    {
      name: 'b',
      kind: 'points',
      points: 500,
      cost: 5,
      minimum_order: 0,
      saved_share: 0.1,
      valid_days: 14,
      stacks: false,
    },
    {
      name: 'c',
      kind: 'gift',
      gift: { en: 'a towel', zh: '毛巾' },
      cost: 3,
      minimum_order: 0,
      saved_share: 0.1,
      valid_days: 14,
      stacks: false,
    },
  ];
  const action = {
    name: 'any',
    churn_probability_at_least: 0,
    churn_probability_at_most: 1,
    added_share: 0,
    offers: ['a', 'b', 'c'],
  };
  const own = { ...policy, offers: kinds, actions: [action] };
  const { alternatives } = assess(active, { ...frame, policy: own });
  assert.deepEqual(
    alternatives.map(({ worst_case_cost }) => worst_case_cost),
    [400, 500, 300],
  );
  // On an order of £10 each leaves too little, the first because of its smallest order.
  const small = assess(
    { ...active, score: { ...active.score!, average_order_value: 10 } },
    { ...frame, policy: { ...own, margin_floor: 0.25 } },
  );
  assert.deepEqual(
    small.alternatives.map(({ fell }) => fell?.rule),
    ['margin_floor', 'margin_floor', 'margin_floor'],
  );
  const store = openStore(':memory:');
  for (const [index, offer] of kinds.entries()) {
    const draft = waitingDraft(store, customer(index), 'spring', { offer });
    approve(store, draft);
    const given = { code: draft.content.coupon_code!, customer: customer(index), order_id: `o${index}`, now: noon };
    const redeemed = redeemCoupon(store, { ...given, order_value: 6000 as never });
    assert.deepEqual([redeemed.accepted, redeemed.accepted && redeemed.discount], [true, 0]);
  }
});

test('an order takes a second code only when both say so', () => {
  for (const [first, second, accepted] of [
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ] as const) {
    const store = openStore(':memory:');
    const codes = [first, second].map((stacks, index) => {
      const offer = {
        name: 'x',
        kind: 'amount',
        amount: 5,
        minimum_order: 0,
        saved_share: 0.1,
        valid_days: 14,
        stacks,
      } as const;
      const draft = waitingDraft(store, customer(0), `c${index}`, { offer });
      approve(store, draft);
      return draft.content.coupon_code!;
    });
    const redeem = (code: string) =>
      redeemCoupon(store, { code, customer: customer(0), order_id: 'o', order_value: 6000 as never, now: noon });
    assert.equal(redeem(codes[0]!).accepted, true);
    const said = redeem(codes[1]!);
    assert.deepEqual(said.accepted ? true : said.reason, accepted || 'not_with_others');
  }
});

test('who has a code that still counts gets no other one, unless the offers go together', () => {
  const store = openStore(':memory:');
  const given = { customer: customer(0), campaign: 'next', now: noon };
  assert.equal(openCode(store, given), null);
  const draft = waitingDraft(store, customer(0));
  assert.equal(openCode(store, given), 'alone');
  assert.equal(openCode(store, { ...given, campaign: 'spring' }), null, 'its own campaign’s');
  assert.equal(openCode(store, { ...given, customer: customer(1) }), null);
  assert.equal(openCode(store, { ...given, now: new Date('2026-06-01T00:00:00Z') }), null);
  approve(store, draft);
  redeemCoupon(store, {
    code: draft.content.coupon_code!,
    customer: customer(0),
    order_id: 'o',
    order_value: 6000 as never,
    now: noon,
  });
  assert.equal(openCode(store, given), null);
  const risky = { score: { ...active.score!, churn_probability: 0.7 } };
  const rules = (open_code: CustomerFacts['open_code'], stacks: boolean) => {
    const own = {
      ...policy,
      offers: policy.offers.map((offer) => (offer.kind === 'none' ? offer : { ...offer, stacks })),
    };
    const { alternatives } = assess({ ...active, ...risky, open_code }, { ...frame, ...before, policy: own });
    return new Set(
      alternatives
        .filter(({ action, offer }) => action === 'win_back' && offer !== 'no_offer')
        .map(({ fell }) => fell?.rule),
    );
  };
  assert.deepEqual(rules('alone', true), new Set(['stacking']));
  assert.deepEqual(rules('stacks', false), new Set(['stacking']));
  assert.ok(!rules('stacks', true).has('stacking'));
  assert.ok(!rules(null, false).has('stacking'));
});

test('a festival is near from its days before to the end of its day, by the shop’s clock, year after year', () => {
  const singles = { name: 's', en: 'S', zh: 'S', on: '11-11', days_before: 7 } as const;
  const near = (time: string, timeZone = 'Asia/Shanghai') =>
    festivalEnd(singles, new Date(time), timeZone)?.toISOString() ?? null;
  assert.equal(near('2026-11-03T15:59:59Z'), null);
  assert.equal(near('2026-11-03T16:00:00Z'), '2026-11-11T16:00:00.000Z');
  assert.equal(near('2026-11-11T15:59:59Z'), '2026-11-11T16:00:00.000Z');
  assert.equal(near('2026-11-11T16:00:00Z'), null);
  assert.equal(near('2031-11-10T00:00:00Z'), '2031-11-11T16:00:00.000Z');
  const moving = { ...singles, on: ['2026-02-17', '2027-02-06'] };
  assert.ok(festivalEnd(moving, new Date('2027-02-01T00:00:00Z'), 'Asia/Shanghai'));
  assert.equal(festivalEnd(moving, new Date('2028-02-01T00:00:00Z'), 'Asia/Shanghai'), null);
  const newYear = { ...singles, on: '01-01' };
  assert.ok(festivalEnd(newYear, new Date('2026-12-29T00:00:00Z'), 'Pacific/Kiritimati'));
  const leap = { ...singles, on: '02-29' };
  assert.equal(festivalEnd(leap, new Date('2027-02-27T00:00:00Z'), 'UTC'), null);
});

test('the usual hour is the next one that the customer’s own clock shows, whatever zone and moment', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'),
      (time, hour, timeZone) => {
        const at = nextAtHour(time, hour, timeZone);
        assert.equal(
          Number(new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at)),
          hour,
        );
        assert.ok(at >= time && at.getTime() - time.getTime() <= 48 * 3_600_000);
      },
    ),
  );
});

test('a mail that waits for the usual hour lies in the outbox until then', () => {
  const store = openStore(':memory:');
  const draft = waitingDraft(store, customer(0));
  store.database
    .prepare(`UPDATE drafts SET plan = json_set(plan, '$.send_at', json(?))`)
    .run(JSON.stringify({ hour: 20, time_zone: 'Asia/Shanghai' }));
  approve(store, draft);
  assert.equal(listIntents(store)[0]!.not_before, noon.toISOString(), 'noon in London is 20 o’clock in Shanghai');
  const later = waitingDraft(store, customer(1));
  store.database
    .prepare(`UPDATE drafts SET plan = json_set(plan, '$.send_at', json(?)) WHERE draft_id = ?`)
    .run(JSON.stringify({ hour: 9, time_zone: 'Europe/London' }), later.draft_id);
  approve(store, later);
  const [, second] = listIntents(store).sort((a, b) => (a.not_before! < b.not_before! ? -1 : 1));
  assert.equal(second!.not_before, '2026-03-03T09:00:00.000Z');
});

test('the drafts of a day, whatever their campaigns, stay within its budget, and what ends gives its share back', () => {
  const store = openStore(':memory:');
  const perDay = 1200 as never;
  const put = (index: number, campaign: string, time: Date) => {
    return storeDraft(store, newDraft(store, customer(index), campaign, { now: time }), perDay);
  };
  assert.deepEqual(
    ['a', 'b', 'c'].map((campaign, index) => put(index, campaign, noon)),
    ['stored', 'stored', 'over_budget_per_day'],
  );
  assert.equal(readCampaign(store, 'c')!.committed, 0);
  assert.equal(committedOnDay(store, noon.toISOString()), 1000);
  const tomorrow = new Date(noon.getTime() + 86_400_000);
  assert.equal(put(3, 'c', tomorrow), 'stored');
});
