import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lifecycleStages, UserError } from '../../config/index.ts';
import {
  lifecycleStage,
  namedSegments,
  parseSegment,
  type SegmentFigures,
  segmentBounds,
} from '../../retention/index.ts';

const figures: SegmentFigures = {
  churn_probability: 0.2,
  expected_spend: 50,
  predicted_clv: 200,
  historic_clv: 300,
  total_clv: 500,
  historic_number_of_orders: 3,
  predicted_number_of_orders: 4,
  average_order_value: 100,
  average_days_between_orders: 30,
  days_since_last_order: 10,
  as_of: '2026-03-01T00:00:00.000Z',
  expected_date_of_next_order: '2026-03-20T00:00:00.000Z',
};
const bounds = { horizonDays: 90, vipFrom: 1000, highValueFrom: 800 };
const is = (segment: string, given: Partial<SegmentFigures> = {}) =>
  parseSegment(segment)({ ...figures, ...given }, bounds);

test('a customer is in the first stage that fits', () => {
  const stage = (given: Partial<SegmentFigures>) => lifecycleStage({ ...figures, ...given }, bounds);
  assert.equal(stage({}), 'active');
  assert.equal(stage({ historic_number_of_orders: 4 }), 'loyal');
  assert.equal(stage({ historic_clv: 1000 }), 'vip');
  assert.equal(stage({ historic_number_of_orders: 1 }), 'new');
  assert.equal(stage({ churn_probability: 0.5, historic_clv: 1000 }), 'at_risk');
  assert.equal(stage({ days_since_last_order: 90, churn_probability: 0.9 }), 'dormant');
  assert.equal(stage({ days_since_last_order: 180 }), 'lost');
});

test('the bounds of the most valuable follow from all customers: the tenth that spent most, the fifth that is worth most', () => {
  const shop = Array.from({ length: 100 }, (_, index) => ({ ...figures, historic_clv: index, predicted_clv: index }));
  assert.deepEqual(segmentBounds(shop, 90), { horizonDays: 90, vipFrom: 90, highValueFrom: 80 });
  assert.equal(shop.filter((one) => namedSegments.high_value(one, segmentBounds(shop, 90))).length, 20);
});

test('names and comparisons are joined as they read, and binds closer than or', () => {
  assert.equal(is('churn_probability > 0.6 and predicted_clv > 10000', { churn_probability: 0.7 }), false);
  assert.equal(
    is('churn_probability > 0.6 and predicted_clv > 10000', { churn_probability: 0.7, predicted_clv: 10_001 }),
    true,
  );
  assert.equal(is('active or vip and at_risk'), true);
  assert.equal(is('(active or vip) and at_risk'), false);
  assert.equal(is('not vip and days_since_last_order<=10'), true);
  assert.equal(is('replenishment_due'), false);
  assert.equal(is('replenishment_due', { expected_date_of_next_order: '2026-03-08T00:00:00.000Z' }), true);
  assert.equal(is('VIP', { historic_clv: 2000 }), true);
});

test('a figure that a customer does not have fits neither a comparison nor its opposite', () => {
  for (const comparison of ['< 40', '>= 40'])
    assert.equal(is(`average_days_between_orders ${comparison}`, { average_days_between_orders: null }), false);
});

test('what cannot be read says where, and what it takes there', () => {
  for (const [text, message] of [
    ['vips', /“vips”: it takes a segment \(lost, dormant/],
    ['churn_probability 0.6', /one of > >= < <= = after churn_probability/],
    ['churn_probability > high', /a number to hold churn_probability against/],
    ['(vip or new', /at its end: it takes “\)”/],
    ['vip new', /at “new”: it takes “and” or “or”/],
    ['vip; DROP TABLE scores', /cannot be read at “; drop table scores”/],
    ['', /at its end/],
    ['constructor', /it takes a segment/],
  ] as const) {
    assert.throws(
      () => parseSegment(text),
      (error: Error) => error instanceof UserError && message.test(error.message),
      text,
    );
  }
});

test('every customer is in exactly one stage, and whatever text is given is read or refused in words', () => {
  const any = fc.record({
    churn_probability: fc.double({ min: 0, max: 1, noNaN: true }),
    historic_clv: fc.double({ min: 0, max: 5000, noNaN: true }),
    historic_number_of_orders: fc.nat(20),
    days_since_last_order: fc.nat(400),
  });
  fc.assert(
    fc.property(any, (given) => {
      assert.equal(lifecycleStages.filter((stage) => is(stage, given)).length, 1);
    }),
  );
  const words = fc.constantFrom('vip', 'and', 'or', 'not', '(', ')', 'churn_probability', '>', '0.5', '%', ' ');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
      try {
        assert.equal(typeof is(parts.join(' ')), 'boolean');
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    }),
  );
});
