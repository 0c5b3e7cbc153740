import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitBuyingModel } from '../../churn/buying-model.ts';
import type { ChurnEvaluation } from '../../churn/evaluate.ts';
import { monthFigures } from '../../churn/evaluation/month.ts';
import { nextOrderFigures } from '../../churn/evaluation/next-order.ts';
import { segmentFigures } from '../../churn/evaluation/segments.ts';
import { spendDeciles } from '../../churn/evaluation/spend-deciles.ts';
import { figuresOf } from '../../churn/figures.ts';
import { labelsOf } from '../../churn/labels.ts';
import { asInRhythm } from '../../churn/late-orders.ts';
import { churnReport } from '../../churn/report/page.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { seededRandom } from '../../config/index.ts';
import { auc, aucDifference } from '../../evaluation/index.ts';
import { day, ordersEnd, someOrders } from './some-orders.ts';

const horizonDays = 60;
const orders = someOrders(400, 5);
const cutoff = new Date(ordersEnd - horizonDays * day);
const snapshot = snapshotAt(orders, cutoff.getTime());
const outcomes = labelsOf(orders, snapshot, horizonDays);
const random = seededRandom(2);
const churnProbability = Float64Array.from(outcomes.churned, (left) => 0.1 + 0.4 * left + 0.45 * random());
const expectedSpend = Float64Array.from(outcomes.spend, (spent) => spent * random() + 10 * random());
const rule = Float64Array.from(outcomes.churned, (left) => 0.3 * left + random());
const prediction = { churnProbability, expectedSpend };
const holdfast = figuresOf(outcomes, prediction);

function evaluation(): ChurnEvaluation {
  return {
    figures: {
      customers: outcomes.churned.length,
      churn_rate: 0.3,
      holdfast,
      baselines: { recency: figuresOf(outcomes, { churnScore: rule }) },
      auc_above: { recency: aucDifference(outcomes.churned, churnProbability, rule, seededRandom(1)) },
      months: [monthFigures(cutoff, outcomes.churned, churnProbability, holdfast)],
      segments: segmentFigures(orders, snapshot, outcomes, prediction),
      next_order: nextOrderFigures(
        { buying: fitBuyingModel(orders, snapshot), horizonDays, lateOrders: asInRhythm },
        orders,
        snapshot,
        prediction,
        outcomes,
      ),
      spend_deciles: spendDeciles(expectedSpend, outcomes.spend),
      importance: [{ kind: 'silence', auc_lost: 0.0123 }],
      seconds: 1,
    },
    cutoff,
    horizonDays,
    notes: ['<script>alert(1)</script> & “a note”'],
    histories: [[{ loss: 0.6, accuracy: 0.7, validationLoss: 0.61, validationAccuracy: 0.69 }]],
    outcomes,
    foretold: {
      holdfast: prediction,
      recency: { churnScore: rule },
      '<img src=x onerror=alert(1)>': { churnProbability: rule.map((value) => value / 2) },
    },
  };
}

test('the report has every section, loads nothing and runs nothing', async () => {
  const page = await churnReport(evaluation());
  const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
  assert.deepEqual(headings, [
    'Beside simpler rules',
    'How the networks learnt',
    'Who is picked first',
    'Whether probabilities mean what they say',
    'Month by month',
    'Kinds of customers',
    'When the next order comes',
    'What customers were expected to spend, and spent',
    'What the predictions rest on',
  ]);
  assert.equal(page.match(/<svg/g)?.length, 10);
  const addresses = [...page.matchAll(/https?:\/\/[^"' )]*/g)].map(([address]) => address);
  assert.deepEqual([...new Set(addresses)].sort(), ['http://www.w3.org/1999/xlink', 'http://www.w3.org/2000/svg']);
  assert.doesNotMatch(page, /<script|<img|<link|@import|url\((?!#)/);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp;/);
});

test('the numbers in the report are the figures', async () => {
  const given = evaluation();
  const page = await churnReport(given);
  const cells = [...page.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell);
  const { figures } = given;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  const expected = [
    holdfast.auc!.toFixed(3),
    holdfast.brier!.toFixed(3),
    holdfast.spend_mae!.toFixed(0),
    signed(figures.auc_above.recency!.low),
    signed(figures.auc_above.recency!.high),
    ...figures.segments.map(({ churn_rate }) => `${(100 * churn_rate).toFixed(1)} %`),
    ...figures.next_order.map(({ ordered }) => `${(100 * ordered).toFixed(1)} %`),
    ...figures.spend_deciles.map(({ spent }) => spent.toLocaleString('en', { maximumFractionDigits: 0 })),
    ...figures.months.map(({ predicted }) => `${(100 * predicted).toFixed(1)} %`),
  ];
  for (const value of expected) assert.ok(cells.includes(value), value);
});

test('more customers order within more days, and at the horizon all those who stayed', () => {
  const { next_order } = evaluation().figures;
  assert.deepEqual(
    next_order.map(({ days }) => days),
    [20, 40, 60],
  );
  for (const column of ['predicted', 'ordered'] as const)
    assert.ok(next_order[0]![column] < next_order[1]![column] && next_order[1]![column] < next_order[2]![column]);
  const stayed = outcomes.churned.reduce((sum, churned) => sum + 1 - churned, 0) / outcomes.churned.length;
  assert.ok(Math.abs(next_order[2]!.ordered - stayed) < 1e-12);
  assert.ok(Math.abs(next_order[2]!.brier - holdfast.brier!) < 1e-9);
});

test('one network is spoken of as one', async () => {
  assert.match(await churnReport(evaluation()), /One network\. It is kept/);
});

test('segments and tenths hold every customer once and agree with the whole', () => {
  const { segments, spend_deciles, customers } = evaluation().figures;
  const byOrders = segments.filter(({ segment }) => segment.includes('order') && !segment.includes('last'));
  assert.equal(
    byOrders.reduce((sum, segment) => sum + segment.customers, 0),
    customers,
  );
  const left = byOrders.reduce((sum, segment) => sum + segment.customers * segment.churn_rate, 0);
  assert.ok(Math.abs(left - outcomes.churned.reduce((sum, churned) => sum + churned, 0)) < 1e-6);
  for (let i = 1; i < spend_deciles.length; i++)
    assert.ok(spend_deciles[i]!.predicted >= spend_deciles[i - 1]!.predicted);
});

test('the bootstrap gives the difference of the AUCs within its bounds, and nothing for equal scores', () => {
  const { churned } = outcomes;
  const { difference, low, high } = aucDifference(churned, churnProbability, rule, seededRandom(1));
  assert.ok(Math.abs(difference - (auc(churned, churnProbability) - auc(churned, rule))) < 1e-12);
  assert.ok(low < difference && difference < high && low > 0);
  const rounded = rule.map((value) => Math.round(4 * value));
  assert.deepEqual(aucDifference(churned, rounded, rounded, seededRandom(1)), { difference: 0, low: 0, high: 0 });
  assert.ok(
    Math.abs(
      aucDifference(churned, rounded, rule, seededRandom(1)).difference - auc(churned, rounded) + auc(churned, rule),
    ) < 1e-12,
  );
});
