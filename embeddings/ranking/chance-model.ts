import { attributions, type Boosting, fitBoosting, predictLogits } from '../../boosting/index.ts';
import type { Random } from '../../config/index.ts';
import { fitLogistic, type Logistic, logisticLogits, logisticShares } from './logistic.ts';

/** The mean of boosted trees' logit and a logistic regression's: each overfits in its own way, and on earlier windows the mean ranked best. */
export interface ChanceModel {
  readonly boosting: Boosting;
  readonly logistic: Logistic;
  /** What the model's logit is made to mean: chance = sigmoid(slope · logit + intercept). */
  readonly slope: number;
  readonly intercept: number;
}

const trees = {
  trees: 150,
  leaves: 15,
  learningRate: 0.06,
  leastRows: 100,
  lambda: 5,
  columnShare: 0.5,
  rowShare: 0.7,
};
const penalty = 30;

/** Columns by feature, and whether each row was bought. */
export interface Examples {
  readonly columns: readonly Float32Array[];
  readonly labels: Uint8Array;
}

/** Fits without calibration: slope 1, intercept 0. */
export function fitChances({ columns, labels }: Examples, random: Random): ChanceModel {
  return {
    boosting: fitBoosting({ columns, labels }, trees, random),
    logistic: fitLogistic(columns, labels, penalty),
    slope: 1,
    intercept: 0,
  };
}

/** The logit of each row's chance. */
export function chanceLogits(model: ChanceModel, columns: readonly Float32Array[]): Float64Array {
  const ofLogistic = logisticLogits(model.logistic, columns);
  return predictLogits(model.boosting, columns).map((ofTrees, row) => {
    return (model.slope * (ofTrees + ofLogistic[row]!)) / 2 + model.intercept;
  });
}

/** What each feature adds to the row's logit, and what all rows begin with; together they are the logit. */
export function chanceShares(
  { boosting, logistic, slope, intercept }: ChanceModel,
  columns: readonly Float32Array[],
  row: number,
): { base: number; shares: number[] } {
  const ofTrees = attributions(boosting, columns, row);
  const ofLogistic = logisticShares(logistic, columns, row);
  return {
    base: (slope * (ofTrees.base + logistic.bias)) / 2 + intercept,
    shares: ofLogistic.map((share, f) => (slope * (share + ofTrees.shares[f]!)) / 2),
  };
}
