import { customerFeatureNames } from './customer-features.ts';
import type { Examples } from './examples.ts';
import { interestFeatureNames } from './interest/interest-features.ts';
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

/** Few columns, that mean the same at every cutoff. */
const fewColumns = [
  ...interestFeatureNames,
  'products due in 30 days',
  'products due in 90 days',
  'share bought again',
] as const satisfies readonly (typeof customerFeatureNames)[number][];
const fewIndices = fewColumns.map((name) => customerFeatureNames.indexOf(name));

/** The logit of no order in the horizon by what the model of interest says and what is due alone, fitted to standardised examples; all other columns have the weight 0. */
export function fitInterestRegression({ rows, customer, churned }: Examples): Logistic {
  const width = customerFeatureNames.length;
  const columns = new Float32Array(rows * fewIndices.length).map(
    (_, at) => customer[Math.floor(at / fewIndices.length) * width + fewIndices[at % fewIndices.length]!]!,
  );
  const { weights, bias } = fitLogistic(columns, fewIndices.length, churned, penalty);
  const spread = new Array<number>(width).fill(0);
  for (const [at, column] of fewIndices.entries()) spread[column] = weights[at]!;
  return { weights: spread, bias };
}

/** The model whose churn logit is `share` of the other's and the rest its own. */
export function mixedWideModel(wide: WideModel, other: Logistic, share: number): WideModel {
  const mixed = (own: number, others: number) => (1 - share) * own + share * others;
  return {
    ...wide,
    churn: {
      weights: wide.churn.weights.map((weight, column) => mixed(weight, other.weights[column]!)),
      bias: mixed(wide.churn.bias, other.bias),
    },
  };
}
