import type { Warehouse } from '../warehouse/index.ts';
import { startBackend } from './backend.ts';
import { boundedLogit, crossEntropyOf, fitCalibration } from './blend.ts';
import { predictHeldOut } from './held-out-prediction.ts';
import { type History, readHistory } from './history.ts';
import { labelsOf } from './labels.ts';
import { sigmoid } from './logistic.ts';
import type { ChurnModel } from './model.ts';
import { type Snapshot, selectCustomers, snapshotAt } from './snapshot.ts';
import { enoughCustomers } from './thinning.ts';
import { trainingCutoffs } from './training-cutoffs.ts';

/** A new model beside the one before it, on the latest cutoff whose whole horizon lies in the past. */
export interface Comparison {
  /** Mean cross-entropy of churn over the customers: lower is better. */
  readonly metric: 'cross_entropy';
  /** RFC 3339. */
  readonly cutoff: string;
  readonly horizon_days: number;
  readonly customers: number;
  readonly before: number;
  readonly new: number;
  /** The model before had learnt from what other customers did up to then, the new one from all that they did. */
  readonly before_learnt_until: string;
}

/** More customers than these make the comparison no surer. */
const mostCustomers = 20_000;

/**
 * Compares two models, the newer one trained last. Either foretells each customer with the parts that never learnt from that customer; and as the level of a season belongs to the moment at
 * which a model is used, slope and level of either's logits are set to this cutoff's outcomes first. Undefined where the two cannot be compared: they foretell different horizons, no
 * whole horizon has passed yet, or in it all customers did the same.
 */
export async function compareWithBefore(
  warehouse: Warehouse,
  before: ChurnModel,
  trained: ChurnModel,
): Promise<Comparison | undefined> {
  const asOf = new Date(trained.trainedOn.asOf);
  return compareOnHistory(
    await readHistory(warehouse, { before: asOf, mostCustomers: enoughCustomers }),
    before,
    trained,
  );
}

/** The same on a history that is read already, all of it before the end of the newer model's training. */
export async function compareOnHistory(
  history: History,
  before: ChurnModel,
  trained: ChurnModel,
): Promise<Comparison | undefined> {
  const { horizonDays } = trained;
  const [cutoff] = trainingCutoffs(history, Date.parse(trained.trainedOn.asOf), horizonDays);
  if (cutoff === undefined || before.horizonDays !== horizonDays) return undefined;
  await startBackend();
  const snapshot = sampled(snapshotAt(history, cutoff));
  const { churned } = labelsOf(history, snapshot, horizonDays);
  const left = churned.reduce((sum, value) => sum + value, 0);
  if (left === 0 || left === churned.length) return undefined;
  const errorOf = (model: ChurnModel) => {
    const logits = predictHeldOut(model, history, snapshot).churnProbability.map(boundedLogit);
    const { slope, intercept } = fitCalibration(logits, churned);
    return crossEntropyOf(
      churned,
      logits.map((z) => sigmoid(slope * z + intercept)),
    );
  };
  return {
    metric: 'cross_entropy',
    cutoff: new Date(cutoff).toISOString(),
    horizon_days: horizonDays,
    customers: churned.length,
    before: errorOf(before),
    new: errorOf(trained),
    before_learnt_until: before.trainedOn.asOf,
  };
}

function sampled(snapshot: Snapshot): Snapshot {
  const total = snapshot.customer.length;
  if (total <= mostCustomers) return snapshot;
  return selectCustomers(
    snapshot,
    Array.from({ length: mostCustomers }, (_, i) => Math.floor((i * total) / mostCustomers)),
  );
}
