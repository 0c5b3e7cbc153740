import type { Orders } from '../warehouse/index.ts';
import { orderFeatureNames, orderFeatures } from './customer-features.ts';
import { joined } from './examples.ts';
import { labelsOf } from './labels.ts';
import { fitLogistic, logits, sigmoid } from './logistic.ts';
import { millisecondsPerDay, type Snapshot } from './snapshot.ts';
import { standardisationOf, standardise } from './standardisation.ts';

/** Chosen with `wide-model`'s. */
const penalty = 30;
const cappedColumns = (['recency', 'tenure'] as const).map((name) => orderFeatureNames.indexOf(name));

/**
 * The shares of the customers of `now` who stay away for so many days, foretold with equal memory: at every cutoff a regression sees each customer as if nothing had happened more than so
 * many days ago, as many as lie before the earliest training cutoff. Without that the level drifts: files that begin on some day show every customer as younger, with fewer
 * orders and a shorter silence, the nearer a cutoff lies to that day, and what was learnt there foretells too many orders later on. docs/churn.md has the backtests.
 * `snapshots` are the latest first, and labelled for the longest of the horizons. The shares are in the order of the horizons.
 */
export function sharesAway(
  orders: Orders,
  snapshots: readonly Snapshot[],
  now: Snapshot,
  horizonsDays: readonly number[],
): number[] {
  const firstOrder = orders.time.reduce((earliest, time) => Math.min(earliest, time), Number.POSITIVE_INFINITY);
  const days = (snapshots.at(-1)!.cutoff - firstOrder) / millisecondsPerDay;
  const parts = snapshots.map((snapshot) => rememberedFeatures(orders, snapshot, days));
  const width = orderFeatureNames.length;
  const remembered = joined(Float32Array, parts);
  const standardisation = standardisationOf(remembered, width);
  const columns = standardise(remembered, standardisation);
  const columnsNow = standardise(rememberedFeatures(orders, now, days), standardisation);
  return horizonsDays.map((horizonDays) => {
    const churned = snapshots.flatMap((snapshot) => [...labelsOf(orders, snapshot, horizonDays).churned]);
    const probabilities = logits(fitLogistic(columns, width, churned, penalty), columnsNow).map(sigmoid);
    return probabilities.reduce((sum, p) => sum + p, 0) / probabilities.length;
  });
}

/** The features of orders at most so many days old; of a customer without any, those of the last order as if it were that old. */
function rememberedFeatures(orders: Orders, snapshot: Snapshot, days: number): Float32Array {
  const oldest = snapshot.cutoff - days * millisecondsPerDay;
  const start = snapshot.start.map((first, row) => {
    let order = first;
    while (order < snapshot.end[row]! - 1 && orders.time[order]! < oldest) order++;
    return order;
  });
  const features = orderFeatures(orders, { ...snapshot, start });
  const most = Math.log1p(days);
  for (let row = 0; row < start.length; row++) {
    for (const column of cappedColumns) {
      const at = row * orderFeatureNames.length + column;
      features[at] = Math.min(features[at]!, most);
    }
  }
  return features;
}

/** The shift of all logits after which their probabilities have that mean (Newton's method). `mean` lies between 0 and 1. */
export function shiftToMean(scores: Float64Array, mean: number): number {
  let shift = 0;
  for (let iteration = 0; iteration < 50; iteration++) {
    let sum = 0;
    let curvature = 1e-9;
    for (const score of scores) {
      const p = sigmoid(score + shift);
      sum += p;
      curvature += p * (1 - p);
    }
    // A step is held to 1: far from the mean, Newton's would run away.
    const step = Math.max(-1, Math.min(1, (mean * scores.length - sum) / curvature));
    shift += step;
    if (Math.abs(step) < 1e-10) break;
  }
  return shift;
}
