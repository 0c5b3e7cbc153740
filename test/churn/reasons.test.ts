import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startBackend } from '../../churn/backend.ts';
import { fitBuyingModel } from '../../churn/buying-model.ts';
import { inputsOf, standardiseInputs } from '../../churn/examples.ts';
import { asInRhythm } from '../../churn/late-orders.ts';
import { logit } from '../../churn/logistic.ts';
import type { ChurnModel, Predictor } from '../../churn/model.ts';
import { predict } from '../../churn/prediction.ts';
import { attribute, explain } from '../../churn/reasons/explain.ts';
import { customerKinds, reasonKinds, stepKinds } from '../../churn/reasons/feature-reasons.ts';
import { memberScores } from '../../churn/reasons/member-scores.ts';
import { gaussLegendre } from '../../churn/reasons/quadrature.ts';
import { effectInWords, reasonInWords } from '../../churn/reasons/words.ts';
import { trainSequencePredictor } from '../../churn/sequence-predictor.ts';
import { type Snapshot, selectCustomers, snapshotAt } from '../../churn/snapshot.ts';
import { someHistory } from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

const horizonDays = 60;
const orders = someHistory(300, 3);
const now = snapshotAt(orders, ordersEnd);
const earlier = [60, 75].map((days) => snapshotAt(orders, ordersEnd - days * day));
const models = new Map<Predictor['kind'], ChurnModel>();

before(async () => {
  await startBackend();
  const buying = fitBuyingModel(orders, now);
  const { predictor: sequence } = await trainSequencePredictor(orders, earlier, [], ordersEnd, {
    horizonDays,
    mostSteps: 24,
    seed: 1,
    onProgress: () => {},
  });
  const { inputs, interestOfOthers, standardisation, wide, wideOfOthers, spend } = sequence;
  const predictors: Predictor[] = [
    sequence,
    {
      kind: 'rfm_logistic',
      inputs,
      interestOfOthers,
      standardisation,
      wide,
      wideOfOthers,
      slope: 0.9,
      intercept: 0.1,
      spend: { ...spend, networkShare: 0 },
    },
    { kind: 'bg_nbd' },
  ];
  for (const predictor of predictors) {
    models.set(predictor.kind, {
      version: 'unsaved',
      horizonDays,
      trainedOn: { asOf: '', customers: 0, orders: 0, seed: 1, digest: '' },
      notes: [],
      predictor,
      buying,
      histories: [],
      lateOrders: asInRhythm,
      drift: { events: {}, scores: { bounds: [], counts: [] } },
    });
  }
});

/** Every seventh customer. */
const some: Snapshot = selectCustomers(
  now,
  [...now.customer.keys()].filter((row) => row % 7 === 0),
);
const sum = (parts: ArrayLike<number>) => Array.from(parts).reduce((total, part) => total + part, 0);

for (const kind of ['sequence', 'rfm_logistic', 'bg_nbd'] as const) {
  describe(`the parts of ${kind}`, () => {
    test('add up to what lies between the customer and an average one without history, the same for all', () => {
      const model = models.get(kind)!;
      const { churnProbability, expectedSpend } = predict(model, orders, some);
      const starts: number[] = [];
      for (const [row, attributions] of attribute(model, orders, some).entries()) {
        assert.ok(attributions, `customer ${row} is explained`);
        const { churn, value } = attributions;
        for (const { parts, difference } of [churn, value]) {
          const error = Math.abs(sum(parts) - difference);
          assert.ok(error <= 0.01 * Math.max(0.1, Math.abs(difference)), `${sum(parts)} for ${difference}`);
          if (kind !== 'sequence') assert.ok(error < 1e-9, `exact: ${error}`);
        }
        starts.push(logit(churnProbability[row]!) - churn.difference);
        // The scores are those that customers get, not a likeness of them.
        const spendStart = Math.exp(Math.log(expectedSpend[row]!) - value.difference);
        assert.ok(spendStart > 0 && Number.isFinite(spendStart));
      }
      // An empty sequence of another length is padded differently, which the networks see a little.
      const tolerance = kind === 'sequence' ? 0.5 : 1e-6;
      assert.ok(
        Math.max(...starts) - Math.min(...starts) < tolerance,
        `${Math.min(...starts)} to ${Math.max(...starts)}`,
      );
    });

    test('are the same whoever else is explained, and the second time', () => {
      const model = models.get(kind)!;
      const all = explain(model, orders, some, () => {});
      assert.deepEqual(
        explain(model, orders, some, () => {}),
        all,
      );
      const alone = explain(model, orders, selectCustomers(some, [5]), () => {})[0]!;
      assert.deepEqual(
        alone.churn.map((reason) => reason.kind),
        all[5]!.churn.map((reason) => reason.kind),
      );
    });
  });
}

test('no reason is told that one network, taken for all, sees the other way round', () => {
  const model = models.get('sequence')!;
  const attributions = attribute(model, orders, some);
  const told = explain(model, orders, some, () => {});
  let unstable = 0;
  for (const [row, { churn }] of told.entries()) {
    const { stable } = attributions[row]!.churn;
    unstable += stable.filter((is) => !is).length;
    for (const reason of churn) assert.ok(stable[reasonKinds.indexOf(reason.kind)], reason.kind);
  }
  assert.ok(unstable > 0, 'there was something to leave out');
});

test("a network's scores with gradients are those that it predicts with", async () => {
  const { predictEnsemble } = await import('../../churn/ensemble.ts');
  const { batchSteps, scoringBatches } = await import('../../churn/batches.ts');
  const { predictor } = models.get('sequence')!;
  assert.equal(predictor.kind, 'sequence');
  if (predictor.kind !== 'sequence') return;
  const { ensemble, inputs: options, standardisation } = predictor;
  const inputs = standardiseInputs(inputsOf(orders, some, { ...options, interest: undefined }), standardisation);
  const member = ensemble.members[0]!;
  const alone = predictEnsemble({ ...ensemble, members: [member] }, inputs);
  for (const rows of scoringBatches(inputs, 64)) {
    const { churnLogit, logSpend } = memberScores(member, ensemble.spendScale, batchSteps(inputs, rows));
    const [logits, spends] = [churnLogit.dataSync(), logSpend.dataSync()];
    for (const [i, row] of rows.entries()) {
      assert.ok(Math.abs(logits[i]! - alone.churnLogit[row]!) < 1e-3);
      assert.ok(Math.abs(spends[i]! - Math.log(alone.spendIfOrder[row]!)) < 1e-4);
    }
  }
});

test('reasons hold the numbers of the customer', () => {
  for (const [row, { churn, value }] of explain(models.get('sequence')!, orders, some, () => {}).entries()) {
    const [start, end] = [some.start[row]!, some.end[row]!];
    assert.ok(churn.length <= 5 && value.length <= 5);
    for (const reason of [...churn, ...value]) {
      if (reason.kind === 'history') assert.equal(reason.orders, end - start);
      if (reason.kind === 'silence') {
        assert.ok(Math.abs(reason.days_since_last_order - (ordersEnd - orders.time[end - 1]!) / day) < 1e-9);
      }
      if (reason.kind === 'spend') {
        assert.ok(Math.abs(reason.average_order_value - sum(orders.value.subarray(start, end)) / (end - start)) < 1e-9);
      }
    }
  }
});

test('every feature belongs to a reason', () => {
  for (const kinds of [customerKinds, ...Object.values(stepKinds)]) {
    for (const kind of kinds) assert.ok(reasonKinds[kind]);
  }
});

test("Gauss and Legendre's points integrate a polynomial of degree 2n − 1 exactly", () => {
  for (const count of [1, 2, 5, 12]) {
    const { points, weights } = gaussLegendre(count);
    const degree = 2 * count - 1;
    const integral = points.reduce((total, point, i) => total + weights[i]! * point ** degree, 0);
    assert.ok(Math.abs(integral - 1 / (degree + 1)) < 1e-14, `${count}: ${integral}`);
  }
});

test('reasons are told in English and in Chinese', () => {
  const told = (language: 'en' | 'zh') =>
    [
      { kind: 'silence', days_since_last_order: 63.2, usual_days: 21.4 },
      { kind: 'silence', days_since_last_order: 1, usual_days: null },
      { kind: 'rhythm', usual_days: 21.4 },
      { kind: 'rhythm', usual_days: null },
      { kind: 'history', orders: 1 },
      { kind: 'history', orders: 14 },
      { kind: 'tenure', days_since_first_order: 1310.4 },
      { kind: 'spend', average_order_value: 1312.4, last_order_value: 80 },
      { kind: 'basket', lines_per_order: 18.2, pieces_per_order: 140 },
      { kind: 'calendar', weekday: 0, month: 12 },
      { kind: 'visits', visits_in_90_days: 4, days_since_last_visit: 12.3, days_since_last_contact: 2 },
      { kind: 'visits', visits_in_90_days: 0, days_since_last_visit: null, days_since_last_contact: null },
      { kind: 'visits', visits_in_90_days: 0, days_since_last_visit: null, days_since_last_contact: 40.1 },
      { kind: 'mails', mails: 10, opened: 1, unsubscribed: false },
      { kind: 'mails', mails: 0, opened: 0, unsubscribed: false },
      { kind: 'mails', mails: 10, opened: 1, unsubscribed: true },
      { kind: 'coupons', coupons: 2 },
      { kind: 'coupons', coupons: 0 },
      { kind: 'returns', returns: 2, days_since_last_return: 40 },
      { kind: 'returns', returns: 0, days_since_last_return: null },
      { kind: 'feeling', last_feeling: -0.9, days_since: 9 },
      { kind: 'feeling', last_feeling: null, days_since: null },
      { kind: 'due', products_due_in_90_days: 1.34 },
      { kind: 'taste', different_products: 12 },
    ].map((reason) => reasonInWords(reason as Parameters<typeof reasonInWords>[0], language));
  assert.deepEqual(told('en'), [
    '63 days since the last order, usually 21',
    '1 day since the last order',
    'orders every 21 days on average',
    'no rhythm of buying yet: ordered on one day only',
    'only one order so far',
    '14 orders so far',
    'first order 1,310 days ago',
    '1,312.40 an order on average, the last one 80.00',
    '18 lines and 140 pieces an order on average',
    'the season: the last order was on a Sunday in December',
    '4 visits without an order in 90 days, the last one 12 days ago',
    'never heard of but by orders',
    'last heard of otherwise than by an order 40 days ago',
    'opened 1 of the last 10 mails',
    'gets no newsletter',
    'unsubscribed from the newsletter',
    'used 2 coupons',
    'never used a coupon',
    '2 returns, the last one 40 days ago',
    'never sent anything back',
    'last review or message negative, 9 days ago',
    'no review or message that tells a mood',
    '1.3 of the things bought before are due again within 90 days',
    'the kind of things bought so far (12 different products)',
  ]);
  assert.deepEqual(told('zh'), [
    '距上次下单已 63 天，平时约 21 天',
    '距上次下单已 1 天',
    '平均每 21 天下单一次',
    '尚无购买规律：只在一天下过单',
    '至今只有 1 笔订单',
    '至今共 14 笔订单',
    '首次下单在 1,310 天前',
    '平均每单 1,312.40，最近一单 80.00',
    '平均每单 18 种商品，共 140 件',
    '季节：最近一单在 12 月，星期日',
    '近 90 天有 4 次浏览未下单，最近一次在 12 天前',
    '除下单外没有其他往来',
    '最近一次下单以外的往来在 40 天前',
    '最近 10 封邮件打开了 1 封',
    '未接收营销邮件',
    '已退订邮件',
    '用过 2 次优惠券',
    '从未使用优惠券',
    '退货 2 次，最近一次在 40 天前',
    '从未退货',
    '9 天前的最近评价或留言为负面',
    '没有能看出情绪的评价或留言',
    '买过的商品中预计有 1.3 件会在 90 天内再次购买',
    '至今所购商品的种类（共 12 种）',
  ]);
  assert.equal(effectInWords({ effect: 0.4 }, 'churn', 'en'), 'raises the risk');
  assert.equal(effectInWords({ effect: -0.4 }, 'value', 'zh'), '预期消费下降');
});
