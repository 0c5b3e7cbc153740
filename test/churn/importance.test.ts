import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerFeatureNames } from '../../churn/customer-features.ts';
import { permutationImportance } from '../../churn/evaluation/importance.ts';
import { examplesOf, inputStandardisationOf, standardiseInputs } from '../../churn/examples.ts';
import { fitInterest, weeksToFit } from '../../churn/interest/fit-interest.ts';
import type { LogisticPredictor } from '../../churn/model.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { fitWideModel } from '../../churn/wide-model.ts';
import { seededRandom } from '../../config/index.ts';
import { someHistory } from './some-history.ts';
import { day, ordersEnd } from './some-orders.ts';

test('what the model does not look at costs nothing when it is exchanged, what it rests on costs most', () => {
  const orders = someHistory(500, 9);
  const raw = examplesOf(orders, [snapshotAt(orders, ordersEnd - 60 * day)], 60, ordersEnd, {
    mostSteps: 1,
    seasons: false,
  });
  const standardisation = inputStandardisationOf(raw);
  const inputs = standardiseInputs(raw, standardisation);
  const wide = fitWideModel(inputs);
  const recencyAlone = customerFeatureNames.map((name) => (name === 'recency' ? 1 : 0));
  const predictor: LogisticPredictor = {
    kind: 'rfm_logistic',
    inputs: {
      mostSteps: 1,
      seasons: false,
      interest: fitInterest(weeksToFit(orders, snapshotAt(orders, ordersEnd)), 60, 1),
    },
    interestOfOthers: [],
    standardisation,
    wide: { ...wide, churn: { weights: recencyAlone, bias: 0 } },
    wideOfOthers: [],
    slope: 1,
    intercept: 0,
    spend: { networkShare: 0, scale: 1 },
  };
  const [first, ...others] = permutationImportance(predictor, inputs, raw.churned, seededRandom(1));
  assert.equal(first!.kind, 'silence');
  assert.ok(first!.auc_lost > 0.05);
  for (const { auc_lost } of others) assert.equal(auc_lost, 0);
});
