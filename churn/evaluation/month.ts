import { type CalibrationBin, calibrationBins } from '../../evaluation/index.ts';
import type { ModelFigures } from '../figures.ts';

/** How one cutoff was foretold by a model that was trained on what came before it. */
export interface MonthFigures {
  /** RFC 3339. */
  readonly cutoff: string;
  readonly customers: number;
  /** Share that left, and the mean predicted chance of it. */
  readonly churn_rate: number;
  readonly predicted: number;
  readonly figures: ModelFigures;
  /** Ten groups of equal size by predicted probability. */
  readonly calibration: readonly CalibrationBin[];
}

export function monthFigures(
  cutoff: Date,
  churned: Uint8Array,
  probability: Float64Array,
  figures: ModelFigures,
): MonthFigures {
  const mean = (values: Uint8Array | Float64Array) => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / values.length;
  };
  return {
    cutoff: cutoff.toISOString(),
    customers: churned.length,
    churn_rate: mean(churned),
    predicted: mean(probability),
    figures,
    calibration: calibrationBins(churned, probability),
  };
}
