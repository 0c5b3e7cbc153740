import {
  auc,
  brier,
  expectedCalibrationError,
  lift,
  meanAbsoluteError,
  normalisedGini,
  prAuc,
} from '../evaluation/index.ts';
import type { Labels } from './labels.ts';

/** What a model, or a rule, says of each customer. */
export interface Foretold {
  /** Any number that is higher for those who are likelier to leave. */
  readonly churnScore?: Float64Array;
  /** Chance of no order; where it is given it is the score too. */
  readonly churnProbability?: Float64Array;
  /** Spend in the horizon, in the currency's main unit. */
  readonly expectedSpend?: Float64Array;
}

/** How good it was; what it does not say has no figure. */
export type ModelFigures = {
  auc?: number;
  pr_auc?: number;
  brier?: number;
  /** Over ten bins of equal size. */
  ece?: number;
  /** In the tenth with the highest scores. */
  lift10?: number;
  spend_gini?: number;
  spend_mae?: number;
};

export function figuresOf({ churned, spend }: Labels, foretold: Foretold): ModelFigures {
  const { churnProbability, expectedSpend } = foretold;
  const score = churnProbability ?? foretold.churnScore;
  return {
    ...(score ? { auc: auc(churned, score), pr_auc: prAuc(churned, score) } : {}),
    ...(churnProbability
      ? { brier: brier(churned, churnProbability), ece: expectedCalibrationError(churned, churnProbability) }
      : {}),
    ...(score ? { lift10: lift(churned, score) } : {}),
    ...(expectedSpend
      ? { spend_gini: normalisedGini(spend, expectedSpend), spend_mae: meanAbsoluteError(spend, expectedSpend) }
      : {}),
  };
}
