import { customerFeatureNames } from './customer-features.ts';
import type { Examples } from './examples.ts';
import { fitLogistic, type Logistic, logits } from './logistic.ts';
import { fitRidge } from './ridge.ts';

/** The linear half of the prediction, over the standardised features of the customer as a whole. */
export interface WideModel {
  /** Logit of no order in the horizon. */
  readonly churn: Logistic;
  /** Log spend of those who order, and the deviation of what it leaves unexplained. */
  readonly logSpend: Logistic;
  readonly logSpendDeviation: number;
}

/** Penalty on the weights, chosen on earlier cutoffs. */
const penalty = 30;

/** Fits both regressions to standardised examples. */
export function fitWideModel(examples: Examples): WideModel {
  const width = customerFeatureNames.length;
  const buyers = [...examples.spend.keys()].filter((row) => examples.spend[row]! > 0);
  const columns = new Float32Array(buyers.length * width);
  for (const [i, row] of buyers.entries()) {
    columns.set(examples.customer.subarray(row * width, (row + 1) * width), i * width);
  }
  const targets = buyers.map((row) => Math.log(examples.spend[row]!));
  const logSpend = fitRidge(columns, width, targets, penalty);
  const squares = logits(logSpend, columns).reduce((sum, mean, i) => sum + (targets[i]! - mean) ** 2, 0);
  return {
    churn: fitLogistic(examples.customer, width, examples.churned, penalty),
    logSpend,
    logSpendDeviation: Math.sqrt(squares / Math.max(1, buyers.length)),
  };
}
