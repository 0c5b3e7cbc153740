import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Config, type Policy, seededRandom, toCents } from '../../config/index.ts';
import {
  type Assessment,
  assess,
  type CustomerFacts,
  chanceOfSaving,
  decideSegment,
  describeCounts,
  rules,
  type Score,
  standing,
} from '../../retention/index.ts';
import type { CustomerId } from '../../warehouse/index.ts';

const now = new Date('2026-03-01T00:00:00Z');
const score: Score = {
  as_of: '2026-03-01T00:00:00Z',
  churn_probability: 0.6,
  expected_spend: 120, // one who stays spends 120 ÷ 0.4 = 300
  historic_clv: 900,
  historic_number_of_orders: 9,
  average_order_value: 60,
  average_days_between_orders: 20,
  days_since_last_order: 70,
};
const facts = (given: Partial<Score> = {}, id = 'c1'): CustomerFacts => ({
  customer_id: id as CustomerId,
  score: { ...score, ...given },
  feeling: null,
  permission: { email: 'given', locale: null, time_zone: null, barred: null },
  segments: [],
  activity: { last_order_channel: null, usual_hour: null, cheaper: [] },
  open_code: null,
});
const policyOf = (policy: object): Policy => Config.parse({ policy: { holdout_share: 0, ...policy } }).policy;
const frame = (policy: Policy) => ({
  campaign: 'c',
  policy,
  currency: 'GBP',
  holdoutKey: '7',
  timeZone: 'Europe/London',
  now,
});
/** Also of an offer that the settings would refuse. */
const one = (offer: object, rest: object = {}): Policy => ({
  ...policyOf({ actions: [{ name: 'win_back', offers: ['no_offer'] }], ...rest }),
  offers: [{ name: 'one', valid_days: 14, minimum_order: 0, ...offer } as unknown as Policy['offers'][0]],
  actions: [
    { name: 'win_back', churn_probability_at_least: 0, churn_probability_at_most: 1, added_share: 0, offers: ['one'] },
  ],
});
const percentage = { kind: 'percentage', percent: 10, at_most: 15, saved_share: 0.2 };

test('expected profit is P(saved) × spend of one who stays × margin − offer cost, as in the example of the guide', () => {
  const [alternative] = assess(facts(), frame(one(percentage))).alternatives;
  // P(saved) = 0.6 − 0.6^1.3219 = 0.09101; × 300 × 0.4 = 10.92; one use costs 6, and is paid to (0.4 + 0.09) of such customers: 2.95.
  assert.equal(alternative?.expected_profit, 797);
  assert.equal(alternative?.expected_cost, 295);
  assert.equal(alternative?.worst_case_cost, 1500);
});

test('an offer keeps its share of the leavers at even risk, more of those who waver, and next to nobody who is as good as gone', () => {
  const shares = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(shares, shares, shares, (savedShare, one, other) => {
      const kept = (churn: number) => chanceOfSaving(churn, savedShare) / churn;
      assert.ok(Math.abs(kept(0.5) - savedShare) < 1e-9);
      assert.ok(kept(Math.min(one, other)) >= kept(Math.max(one, other)) - 1e-12);
      assert.ok(kept(one) >= 0 && kept(one) <= 1);
    }),
  );
  assert.ok(chanceOfSaving(0.97, 0.09) < 0.005);
  assert.deepEqual(
    [0, 1].map((churn) => chanceOfSaving(churn, 0.2)),
    [0, 0],
  );
  assert.equal(chanceOfSaving(1, 1), 0);
});

test('who is held out and would have been chosen is known by the same limit and budget', () => {
  const policy = policyOf({ holdout_share: 0.3, budget: 1_000_000 });
  const offer = { ...percentage, name: 'one', valid_days: 14, minimum_order: 0, stacks: false };
  const random = seededRandom(5);
  const assessments = Array.from({ length: 3000 }, (_, index) => {
    const given = { expected_spend: 60 + 400 * random() ** 3, average_order_value: 20 + 40 * random() };
    return assess(facts(given, `c${index}`), frame({ ...one(offer), holdout_share: policy.holdout_share }));
  });
  const share = (limits: { budget: number; limit: number }) => {
    const decisions = decideSegment(assessments, { currency: 'GBP', ...limits } as Parameters<typeof decideSegment>[1]);
    const held = decisions.filter(({ stop }) => stop?.rule === 'holdout');
    const others = decisions.filter(({ stop }) => stop === null || ['limit', 'budget'].includes(stop.rule));
    assert.ok(decisions.every(({ withheld, stop }) => withheld === null || stop?.rule === 'holdout'));
    return [
      held.filter(({ withheld }) => withheld !== null).length / held.length,
      others.filter(({ chosen }) => chosen !== null).length / others.length,
    ] as const;
  };
  for (const limits of [
    { budget: Number.MAX_SAFE_INTEGER, limit: Number.MAX_SAFE_INTEGER },
    { budget: Number.MAX_SAFE_INTEGER, limit: 400 },
    { budget: 3_000_00, limit: Number.MAX_SAFE_INTEGER },
  ]) {
    const [held, others] = share(limits);
    assert.ok(others > 0 && Math.abs(held - others) < 0.06, `${held} of the held out, ${others} of the others`);
  }
});

test('while a complaint is open nothing is offered, though the latest words were kind', () => {
  const feeling = { label: 'positive', confidence: 0.99, time: '2026-02-20T00:00:00Z' } as const;
  const stopOf = (open_complaint_since: string | null) =>
    assess({ ...facts(), feeling: { ...feeling, open_complaint_since } }, frame(policyOf({}))).stop;
  assert.deepEqual(stopOf('2026-02-19T00:00:00Z'), { rule: 'open_complaint', value: 10, bound: 60 });
  assert.equal(stopOf('2025-12-01T00:00:00Z'), null, 'long ago');
  assert.equal(stopOf(null), null);
});

test('a percentage never costs more than its cap', () => {
  const [alternative] = assess(facts({ average_order_value: 10_000 }), frame(one(percentage))).alternatives;
  assert.equal(alternative?.expected_cost, toCents((0.4 + chanceOfSaving(0.6, 0.2)) * 15, 'GBP'));
});

test('an offer that leaves less than the margin floor on the order where it weighs most is not made', () => {
  const amount = { kind: 'amount', amount: 5, saved_share: 0.2 };
  const fell = (policy: Policy, given = {}) => assess(facts(given), frame(policy)).alternatives[0]?.fell;
  assert.equal(fell(one({ ...percentage, percent: 30 })), null, '0.4 − 0.3 is exactly the floor');
  assert.deepEqual(fell(one({ ...percentage, percent: 31 }))?.rule, 'margin_floor');
  assert.equal(fell(one({ ...amount, minimum_order: 25 })), null);
  assert.equal(fell(one({ ...amount, minimum_order: 10 }))?.rule, 'margin_floor');
  assert.equal(fell(one(amount), { average_order_value: 12 })?.rule, 'margin_floor');
  assert.equal(fell(one(amount), { average_order_value: 0 })?.rule, 'margin_floor');
});

test('below the minimum expected profit nothing is done, and the row tells both numbers', () => {
  const { stop } = assess(facts({ expected_spend: 36 }), frame(one(percentage)));
  assert.deepEqual(stop, { rule: 'minimum_expected_profit', value: 0.33, bound: 0.5 });
});

test('an action is for its range of risk alone', () => {
  const policy = policyOf({
    offers: [{ name: 'one', kind: 'none', saved_share: 0.2 }],
    actions: [{ name: 'win_back', churn_probability_at_least: 0.5, churn_probability_at_most: 0.9, offers: ['one'] }],
  });
  const rule = (churn_probability: number) => assess(facts({ churn_probability }), frame(policy)).stop?.rule;
  assert.deepEqual([0.49, 0.5, 0.9, 0.91].map(rule), ['churn_probability', undefined, undefined, 'churn_probability']);
});

test('the best alternative that stands is the most profitable, among equals the cheaper', () => {
  const policy = policyOf({});
  const assessment = assess(facts(), frame(policy));
  const profits = standing(assessment).map((alternative) => alternative.expected_profit);
  assert.deepEqual(
    profits,
    [...profits].sort((a, b) => b - a),
  );
});

test('the holdout is stable, near its share, and another in another campaign', () => {
  const policy = policyOf({ holdout_share: 0.1 });
  const held = (campaign: string, holdoutKey = '7') =>
    Array.from({ length: 4000 }, (_, index) => {
      const stop = assess(facts({}, `c${index}`), { ...frame(policy), campaign, holdoutKey }).stop;
      return stop?.rule === 'holdout';
    });
  const spring = held('spring');
  assert.deepEqual(held('spring'), spring);
  const share = spring.filter(Boolean).length / 4000;
  assert.ok(share > 0.08 && share < 0.12, `${share}`);
  const both = held('summer').filter((isHeld, index) => isHeld && spring[index]).length;
  assert.ok(both < 80, `${both} in both: about 40 by chance`);
  assert.notDeepEqual(held('spring', '8'), spring);
});

test('of 10,000 pairs of customers who differ in nothing but who they are, none is decided differently', () => {
  const policy = policyOf({ budget: 1_000_000 });
  const random = seededRandom(11);
  const permission = (own: boolean) => ({
    ...facts().permission,
    locale: own ? 'zh-CN' : 'en-GB',
    time_zone: own ? 'Asia/Shanghai' : 'Europe/London',
  });
  const assessments = Array.from({ length: 10_000 }, (_, pair) => {
    const given = {
      churn_probability: random(),
      expected_spend: random() * 400,
      average_order_value: 5 + random() * 200,
    };
    return [false, true].map((own) =>
      assess({ ...facts(given, `${own ? 'z' : 'a'}${pair}`), permission: permission(own) }, frame(policy)),
    );
  });
  const decisions = decideSegment(assessments.flat(), { currency: 'GBP', budget: 1e9 as never, limit: 20_000 });
  const decided = new Map(decisions.map((decision) => [decision.customer_id as string, decision]));
  let differences = 0;
  let chosen = 0;
  for (let pair = 0; pair < 10_000; pair++) {
    const [one, other] = [decided.get(`a${pair}`)!, decided.get(`z${pair}`)!];
    if (one.chosen) chosen++;
    if (one.chosen?.offer !== other.chosen?.offer || one.stop?.rule !== other.stop?.rule) differences++;
  }
  assert.ok(chosen > 2000, `${chosen}`);
  assert.equal(differences, 0);
});

test('two customers of equal facts are decided alike', () => {
  const policy = policyOf({});
  const assessments = Array.from(
    { length: 500 },
    (_, index) => assess(facts({}, `c${index}`), frame(policy)).alternatives,
  );
  for (const alternatives of assessments) assert.deepEqual(alternatives, assessments[0]);
});

const anyScore = fc.record({
  churn_probability: fc.double({ min: 0, max: 1, noNaN: true }),
  expected_spend: fc.double({ min: 0, max: 10_000, noNaN: true }),
  average_order_value: fc.double({ min: 0, max: 2000, noNaN: true }),
});

test('whatever the scores, a chosen alternative keeps the floor and the minimum, and all together keep the budget', () => {
  const policy = policyOf({});
  fc.assert(
    fc.property(fc.array(anyScore, { maxLength: 40 }), fc.nat(20_000), fc.nat(40), (scores, budget, limit) => {
      const assessments = scores.map((given, index) => assess(facts(given, `c${index}`), frame(policy)));
      const decisions = decideSegment(assessments, { currency: 'GBP', budget: budget as never, limit });
      assert.equal(decisions.length, scores.length);
      assert.equal(new Set(decisions.map((decision) => decision.customer_id)).size, scores.length);
      const chosen = decisions.filter((decision) => decision.chosen !== null);
      assert.ok(chosen.length <= limit);
      assert.ok(chosen.reduce((sum, decision) => sum + decision.chosen!.worst_case_cost, 0) <= budget);
      for (const { chosen: best, stop } of decisions) {
        assert.equal(best === null, stop !== null);
        if (best) assert.ok(best.fell === null && best.expected_profit >= 50);
      }
    }),
  );
});

test('the budget is shared out for at least 0.999 of the best possible profit, and never overspent', () => {
  const alternative = fc.record({ profit: fc.integer({ min: 1, max: 100 }), cost: fc.integer({ min: 0, max: 30 }) });
  const segment = fc.array(fc.array(alternative, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(segment, fc.nat(80), (customers, budget) => {
      const assessments = customers.map(
        (alternatives, index): Assessment => ({
          customer_id: `c${index}` as CustomerId,
          stop: null,
          alternatives: alternatives.map(({ profit, cost }, number) => ({
            action: 'a',
            offer: `o${number}`,
            expected_profit: profit as never,
            expected_cost: 0 as never,
            worst_case_cost: cost as never,
            fell: null,
          })),
        }),
      );
      const decisions = decideSegment(assessments, { currency: 'GBP', budget: budget as never, limit: 100 });
      const earned = decisions.reduce((sum, { chosen }) => sum + (chosen?.expected_profit ?? 0), 0);
      const spent = decisions.reduce((sum, { chosen }) => sum + (chosen?.worst_case_cost ?? 0), 0);
      assert.ok(spent <= budget, `${spent} of ${budget}`);
      const best = bestProfit(customers, budget);
      assert.ok(earned >= 0.999 * best && earned <= best, `${earned} of ${best}`);
    }),
    { numRuns: 2000 },
  );
});

function bestProfit(customers: readonly (readonly { profit: number; cost: number }[])[], budget: number): number {
  const [first, ...rest] = customers;
  if (!first) return 0;
  const affordable = first.filter(({ cost }) => cost <= budget);
  return Math.max(
    bestProfit(rest, budget),
    ...affordable.map(({ profit, cost }) => profit + bestProfit(rest, budget - cost)),
  );
}

test('one who could be reached within the budget by a cheaper offer is', () => {
  const policy = policyOf({});
  const decisions = decideSegment([assess(facts(), frame(policy))], { currency: 'GBP', budget: 0 as never, limit: 10 });
  assert.equal(decisions[0]?.chosen?.offer, 'no_offer');
});

test('the summary of a run says in plain words what became of how many, every rule in words of its own', () => {
  assert.equal(
    describeCounts({ minimum_expected_profit: 1902, chosen: 40 }),
    '1,902 would not earn enough to be worth a mail, 40 were chosen',
  );
  const said = rules.map((rule) => describeCounts({ [rule]: 1 }));
  assert.equal(new Set(said).size, rules.length);
  for (const words of said) assert.doesNotMatch(words, /undefined|_/);
});
