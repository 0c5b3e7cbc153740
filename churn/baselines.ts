import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';
import { fitBuyingModel, predictBuying } from './buying-model.ts';
import { orderFeatureNames, orderFeatures } from './customer-features.ts';
import type { Foretold } from './figures.ts';
import { labelsOf } from './labels.ts';
import { fitLogistic, logits, sigmoid } from './logistic.ts';
import { type Snapshot, snapshotAt } from './snapshot.ts';
import { standardisationOf, standardise } from './standardisation.ts';
import { trainingCutoffs } from './training-cutoffs.ts';

/** The simpler ways that a churn model must beat, by name. A shop too young for labels has no `rfm_logistic`. */
export type Baselines = Readonly<Record<string, Foretold>>;

/** What the baselines say at `asOf`. `orders` end there: like the model, they see nothing of what they are tested on. */
export function foretellBaselines(orders: Orders, asOf: number, horizonDays: number): Baselines {
  const snapshot = snapshotAt(orders, asOf);
  const [latest] = trainingCutoffs(orders, asOf, horizonDays);
  return {
    recency: { churnScore: daysSinceLastOrder(orders, snapshot) },
    ...(latest === undefined
      ? {}
      : { rfm_logistic: { churnProbability: rfmLogistic(orders, snapshotAt(orders, latest), snapshot, horizonDays) } }),
    bg_nbd: predictBuying(fitBuyingModel(orders, snapshot), orders, snapshot, horizonDays),
    past_spend_rate: { expectedSpend: pastRate(orders, snapshot, horizonDays) },
  };
}

function daysSinceLastOrder(orders: Orders, { cutoff, end }: Snapshot): Float64Array {
  return Float64Array.from(end, (row) => (cutoff - orders.time[row - 1]!) / millisecondsPerDay);
}

/** Logistic regression on log recency, frequency and monetary value, fitted one horizon earlier. */
function rfmLogistic(orders: Orders, earlier: Snapshot, now: Snapshot, horizonDays: number): Float64Array {
  const past = rfm(orders, earlier);
  const standardisation = standardisationOf(past, rfmColumns.length);
  const model = fitLogistic(
    standardise(past, standardisation),
    rfmColumns.length,
    labelsOf(orders, earlier, horizonDays).churned,
    1,
  );
  return logits(model, standardise(rfm(orders, now), standardisation)).map(sigmoid);
}

const rfmColumns = (['recency', 'orders', 'total spend'] as const).map((name) => orderFeatureNames.indexOf(name));

function rfm(orders: Orders, snapshot: Snapshot): Float32Array {
  const features = orderFeatures(orders, snapshot);
  const width = orderFeatureNames.length;
  const columns = rfmColumns.length;
  return new Float32Array(snapshot.customer.length * columns).map(
    (_, at) => features[Math.floor(at / columns) * width + rfmColumns[at % columns]!]!,
  );
}

/** Everybody goes on spending as fast as since their first order, which a new customer is not believed in the first month. */
function pastRate(orders: Orders, { cutoff, start, end }: Snapshot, horizonDays: number): Float64Array {
  return Float64Array.from(start, (first, i) => {
    const days = Math.max(30, (cutoff - orders.time[first]!) / millisecondsPerDay);
    return (orders.value.subarray(first, end[i]!).reduce((sum, value) => sum + value, 0) / days) * horizonDays;
  });
}
