import { millisecondsPerDay, type Progress, type Random, seededRandom, silent, UserError } from '../config/index.ts';
import { type AucDifference, aucDifference } from '../evaluation/index.ts';
import { readOrders, readTimeSpan, type TextFeeling, type Warehouse } from '../warehouse/index.ts';
import { foretellBaselines } from './baselines.ts';
import { type Importance, permutationImportance } from './evaluation/importance.ts';
import { type MonthFigures, monthFigures } from './evaluation/month.ts';
import { type NextOrderFigures, nextOrderFigures } from './evaluation/next-order.ts';
import { type SegmentFigures, segmentFigures } from './evaluation/segments.ts';
import { type SpendDecile, spendDeciles } from './evaluation/spend-deciles.ts';
import { type Foretold, figuresOf, type ModelFigures } from './figures.ts';
import type { Epoch } from './fit-network.ts';
import { readHistory } from './history.ts';
import { type Labels, labelsOf } from './labels.ts';
import { type Prediction, predict, predictorInputs } from './prediction.ts';
import { snapshotAt } from './snapshot.ts';
import { trainChurn } from './train.ts';

export interface EvaluateChurnOptions {
  /** What came before is learnt from, the horizon after it is foretold. Default: one horizon before the last event. */
  readonly cutoff?: Date;
  readonly horizonDays: number;
  readonly seed: number;
  /** As in the training. */
  readonly mostEvents: number;
  /** How the texts before a moment sound to somebody who read none from then on. */
  readonly feelingsBefore: (moment: Date) => Promise<readonly TextFeeling[]>;
  readonly onProgress?: Progress;
}

/** How good the predictions were on time that was not learnt from. */
export interface ChurnFigures {
  /** Those with an order before the cutoff. */
  readonly customers: number;
  readonly churn_rate: number;
  readonly holdfast: ModelFigures;
  readonly baselines: Readonly<Record<string, ModelFigures>>;
  /** How far the AUC lies above each simpler rule's, with 95 % bounds. */
  readonly auc_above: Readonly<Record<string, AucDifference>>;
  /** This cutoff, and earlier ones where they were tested, the oldest first. */
  readonly months: readonly MonthFigures[];
  readonly segments: readonly SegmentFigures[];
  readonly next_order: readonly NextOrderFigures[];
  readonly spend_deciles: readonly SpendDecile[];
  /** Empty where BG/NBD stands in, which has no features. */
  readonly importance: readonly Importance[];
  /** Of training and testing everything. */
  readonly seconds: number;
}

/** The figures, and what their report is drawn from. Row i of all arrays is one customer. */
export interface ChurnEvaluation {
  readonly figures: ChurnFigures;
  readonly cutoff: Date;
  readonly horizonDays: number;
  readonly notes: readonly string[];
  readonly histories: readonly (readonly Epoch[])[];
  readonly outcomes: Labels;
  readonly foretold: Readonly<Record<string, Foretold>>;
}

/** Of a horizon, what may be missing at the end of the data before it is worth a warning. */
const toleratedDays = 2;

/**
 * Trains on what came before the cutoff, foretells the horizon after it, and compares with what happened, with simpler rules beside it.
 * Throws UserError when the data do not reach beyond the cutoff, or when nothing came before it.
 */
export async function evaluateChurn(warehouse: Warehouse, options: EvaluateChurnOptions): Promise<ChurnEvaluation> {
  const started = performance.now();
  const { horizonDays, mostEvents, seed, onProgress = silent } = options;
  const span = await readTimeSpan(warehouse);
  if (!span) throw new UserError('there are no events to test on: read a file with orders first');
  const horizon = horizonDays * millisecondsPerDay;
  const cutoff = options.cutoff ?? new Date(span.last.getTime() + 1 - horizon);
  if (span.last < cutoff) {
    throw new UserError(
      `the cutoff ${cutoff.toISOString()} lies after the last event (${span.last.toISOString()}), so there is nothing to test on: choose an earlier one`,
    );
  }
  const feelings = await options.feelingsBefore(cutoff);
  const model = await trainChurn(warehouse, { asOf: cutoff, horizonDays, mostEvents, seed, feelings, onProgress });
  const past = await readHistory(warehouse, { before: cutoff, feelings });
  const now = snapshotAt(past, cutoff.getTime());
  const prediction = predict(model, past, now);
  const foretold = { holdfast: prediction, ...foretellBaselines(past, cutoff.getTime(), horizonDays) };

  const whole = await readOrders(warehouse, { before: new Date(cutoff.getTime() + horizon) });
  const outcomes = labelsOf(whole, snapshotAt(whole, cutoff.getTime()), horizonDays);
  const { holdfast, ...baselines } = Object.fromEntries(
    Object.entries(foretold).map(([name, says]) => [name, figuresOf(outcomes, says)]),
  );
  const random = seededRandom(seed);
  const { predictor } = model;
  const missing = (cutoff.getTime() + horizon - span.last.getTime()) / millisecondsPerDay;
  return {
    figures: {
      customers: outcomes.churned.length,
      churn_rate: outcomes.churned.reduce((sum, churned) => sum + churned, 0) / outcomes.churned.length,
      holdfast: holdfast!,
      baselines,
      auc_above: aucAbove(outcomes, prediction, foretold, random),
      months: [monthFigures(cutoff, outcomes.churned, prediction.churnProbability, holdfast!)],
      segments: segmentFigures(past, now, outcomes, prediction),
      next_order: nextOrderFigures(model, past, now, prediction, outcomes),
      spend_deciles: spendDeciles(prediction.expectedSpend, outcomes.spend),
      importance:
        predictor.kind === 'bg_nbd'
          ? []
          : permutationImportance(predictor, predictorInputs(predictor, past, now), outcomes.churned, random),
      seconds: (performance.now() - started) / 1000,
    },
    cutoff,
    horizonDays,
    notes: [
      ...model.notes,
      ...(missing > toleratedDays
        ? [
            `The data end ${Math.floor(missing)} days before the horizon does: orders that came later are counted as none, and churn is overstated.`,
          ]
        : []),
    ],
    histories: model.histories,
    outcomes,
    foretold,
  };
}

function aucAbove(
  { churned }: Labels,
  { churnProbability }: Prediction,
  { holdfast: _, ...others }: Readonly<Record<string, Foretold>>,
  random: Random,
): Record<string, AucDifference> {
  return Object.fromEntries(
    Object.entries(others).flatMap(([name, says]) => {
      const score = says.churnProbability ?? says.churnScore;
      return score ? [[name, aucDifference(churned, churnProbability, score, random)]] : [];
    }),
  );
}
