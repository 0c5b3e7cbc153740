import { type Progress, silent, UserError } from '../config/index.ts';
import { readOrders, readTimeSpan, type Warehouse } from '../warehouse/index.ts';
import { foretellBaselines } from './baselines.ts';
import { type Foretold, figuresOf, type ModelFigures } from './figures.ts';
import type { Epoch } from './fit-network.ts';
import { type Labels, labelsOf } from './labels.ts';
import { predict } from './prediction.ts';
import { millisecondsPerDay, snapshotAt } from './snapshot.ts';
import { trainChurn } from './train.ts';

export interface EvaluateChurnOptions {
  /** What came before is learnt from, the horizon after it is foretold. Default: one horizon before the last event. */
  readonly cutoff?: Date;
  readonly horizonDays: number;
  readonly seed: number;
  readonly onProgress?: Progress;
}

/** How good the predictions were on time that was not learnt from. */
export interface ChurnFigures {
  /** Those with an order before the cutoff. */
  readonly customers: number;
  readonly churn_rate: number;
  readonly holdfast: ModelFigures;
  readonly baselines: Readonly<Record<string, ModelFigures>>;
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
  const { horizonDays, seed, onProgress = silent } = options;
  const span = await readTimeSpan(warehouse);
  if (!span) throw new UserError('there are no events to test on: read a file with orders first');
  const horizon = horizonDays * millisecondsPerDay;
  const cutoff = options.cutoff ?? new Date(span.last.getTime() + 1 - horizon);
  if (span.last < cutoff) {
    throw new UserError(
      `the cutoff ${cutoff.toISOString()} lies after the last event (${span.last.toISOString()}), so there is nothing to test on: choose an earlier one`,
    );
  }
  const model = await trainChurn(warehouse, { asOf: cutoff, horizonDays, seed, onProgress });
  const past = await readOrders(warehouse, { before: cutoff });
  const prediction = predict(model, past, snapshotAt(past, cutoff.getTime()));
  const foretold = { holdfast: prediction, ...foretellBaselines(past, cutoff.getTime(), horizonDays) };

  const whole = await readOrders(warehouse, { before: new Date(cutoff.getTime() + horizon) });
  const outcomes = labelsOf(whole, snapshotAt(whole, cutoff.getTime()), horizonDays);
  const { holdfast, ...baselines } = Object.fromEntries(
    Object.entries(foretold).map(([name, says]) => [name, figuresOf(outcomes, says)]),
  );
  const missing = (cutoff.getTime() + horizon - span.last.getTime()) / millisecondsPerDay;
  return {
    figures: {
      customers: outcomes.churned.length,
      churn_rate: outcomes.churned.reduce((sum, churned) => sum + churned, 0) / outcomes.churned.length,
      holdfast: holdfast!,
      baselines,
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
