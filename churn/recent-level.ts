import type { Orders } from '../warehouse/index.ts';
import { customerFeatureNames } from './customer-features.ts';
import { type Examples, type InputStandardisation, inputsOf, standardiseInputs } from './examples.ts';
import { labelsOf } from './labels.ts';
import { fitLogistic, logits, sigmoid } from './logistic.ts';
import { millisecondsPerDay, type Snapshot, snapshotAt } from './snapshot.ts';

/** So many days before the end show how busy the shop is of late. Chosen by backtests on earlier cutoffs, which docs/churn.md lists. */
const recentDays = 14;
const penalty = 30;
/** How far the shop's level is thought to stray, as a standard deviation of the logit: in a small shop a few orders shall not move everybody. */
const usualStraying = 0.3;

/**
 * How much quieter the shop's customers were in the fortnight before `asOf` than customers like them were in the fortnights after the training cutoffs: a shift of
 * the logit of “no order”. A whole horizon's labels are a horizon old when a model is used, and the season has moved on; a fortnight's are not.
 * `training` holds the standardised rows of `snapshots` first.
 */
export function recentLevel(
  orders: Orders,
  snapshots: readonly Snapshot[],
  training: Examples,
  standardisation: InputStandardisation,
  asOf: number,
): number {
  const silent = snapshots.flatMap((snapshot) => [...labelsOf(orders, snapshot, recentDays).churned]);
  const width = customerFeatureNames.length;
  const usual = fitLogistic(training.customer.subarray(0, silent.length * width), width, silent, penalty);
  const recent = snapshotAt(orders, asOf - recentDays * millisecondsPerDay);
  const inputs = standardiseInputs(inputsOf(orders, recent, 1, false), standardisation);
  return likeliestShift(logits(usual, inputs.customer), labelsOf(orders, recent, recentDays).churned);
}

/** The shift of all logits that makes the labels likeliest, given that it is normal around 0 beforehand (Newton's method). */
function likeliestShift(scores: Float64Array, labels: Uint8Array): number {
  let shift = 0;
  for (let iteration = 0; iteration < 20; iteration++) {
    let gradient = -shift / usualStraying ** 2;
    let curvature = 1 / usualStraying ** 2;
    for (let row = 0; row < labels.length; row++) {
      const p = sigmoid(scores[row]! + shift);
      gradient += labels[row]! - p;
      curvature += p * (1 - p);
    }
    shift += gradient / curvature;
  }
  return shift;
}
