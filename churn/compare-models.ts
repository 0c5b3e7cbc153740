import { type Orders, readOrders, type Warehouse } from '../warehouse/index.ts';
import { startBackend } from './backend.ts';
import { boundedLogit, crossEntropyOf, fitCalibration } from './blend.ts';
import { dealCustomers, folds } from './customer-folds.ts';
import { labelsOf } from './labels.ts';
import { sigmoid } from './logistic.ts';
import type { ChurnModel, Predictor } from './model.ts';
import { predict } from './prediction.ts';
import { type Snapshot, selectCustomers, snapshotAt } from './snapshot.ts';
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
  return compareOnOrders(await readOrders(warehouse, { before: new Date(trained.trainedOn.asOf) }), before, trained);
}

/** The same on orders that are read already, all of them before the end of the newer model's training. */
export async function compareOnOrders(
  orders: Orders,
  before: ChurnModel,
  trained: ChurnModel,
): Promise<Comparison | undefined> {
  const { horizonDays } = trained;
  const [cutoff] = trainingCutoffs(orders, Date.parse(trained.trainedOn.asOf), horizonDays);
  if (cutoff === undefined || before.horizonDays !== horizonDays) return undefined;
  await startBackend();
  const snapshot = sampled(snapshotAt(orders, cutoff));
  const { churned } = labelsOf(orders, snapshot, horizonDays);
  const left = churned.reduce((sum, value) => sum + value, 0);
  if (left === 0 || left === churned.length) return undefined;
  const errorOf = (model: ChurnModel) => {
    const logits = heldOutLogits(model, orders, snapshot);
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

/** Logits of churn, each customer's from the parts of the model that were not fitted to that customer. */
function heldOutLogits(model: ChurnModel, orders: Orders, snapshot: Snapshot): Float64Array {
  const foldOf = dealCustomers(orders.customers, model.trainedOn.seed);
  const result = new Float64Array(snapshot.customer.length);
  for (let fold = 0; fold < folds; fold++) {
    const rows = [...snapshot.customer.keys()].filter((row) => foldOf(snapshot.customer[row]!) === fold);
    const part = { ...model, predictor: withoutFold(model.predictor, fold) };
    const { churnProbability } = predict(part, orders, selectCustomers(snapshot, rows));
    for (const [i, row] of rows.entries()) result[row] = boundedLogit(churnProbability[i]!);
  }
  return result;
}

/** The predictor's parts that never learnt from the customers of a fold. BG/NBD's four numbers know nobody. */
function withoutFold(predictor: Predictor, fold: number): Predictor {
  if (predictor.kind === 'bg_nbd') return predictor;
  const wide = predictor.wideOfOthers[fold]!;
  if (predictor.kind === 'rfm_logistic') return { ...predictor, wide };
  const { ensemble } = predictor;
  return { ...predictor, wide, ensemble: { ...ensemble, members: [ensemble.members[fold]!] } };
}

function sampled(snapshot: Snapshot): Snapshot {
  const total = snapshot.customer.length;
  if (total <= mostCustomers) return snapshot;
  return selectCustomers(
    snapshot,
    Array.from({ length: mostCustomers }, (_, i) => Math.floor((i * total) / mostCustomers)),
  );
}
