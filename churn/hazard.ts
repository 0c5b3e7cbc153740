import * as tf from '@tensorflow/tfjs-core';
import type { Examples } from './examples.ts';
import type { HazardTargets } from './loss.ts';

/** Parts of about a week that a horizon is cut into, all of the same length. */
export function periodsOf(horizonDays: number): number {
  return Math.max(2, Math.round(horizonDays / 7));
}

/** The period of each row's next order and the periods that it was seen without one. The caller disposes the tensors. */
export function hazardTargets(examples: Examples, rows: Uint32Array, horizonDays: number): HazardTargets {
  const periods = periodsOf(horizonDays);
  const days = horizonDays / periods;
  const ordered = new Float32Array(rows.length * periods);
  const atRisk = new Float32Array(rows.length * periods);
  for (let i = 0; i < rows.length; i++) {
    const observed = Math.floor(examples.observedDays[rows[i]!]! / days + 1e-9);
    const period = Math.floor(examples.daysToOrder[rows[i]!]! / days);
    atRisk.fill(1, i * periods, i * periods + Math.min(period + 1, observed));
    if (period < observed) ordered[i * periods + period] = 1;
  }
  return {
    ordered: tf.tensor2d(ordered, [rows.length, periods]),
    atRisk: tf.tensor2d(atRisk, [rows.length, periods]),
  };
}

/** Products are turned into logarithms before they outgrow a number. */
const large = 1e200;

/** The logit of no order in any period, from the logits of an order in each, given none before, which stand at `from` to `to`. */
export function logitOfSilence(hazards: ArrayLike<number>, from: number, to: number): number {
  let logSilence = 0;
  // The chance of no order is 1 / Π (1 + e^hazard): one logarithm for all periods.
  let product = 1;
  for (let at = from; at < to; at++) {
    product *= 1 + Math.exp(Math.min(80, hazards[at]!));
    if (product < large) continue;
    logSilence -= Math.log(product);
    product = 1;
  }
  logSilence -= Math.log(product);
  return logSilence - Math.log(-Math.expm1(Math.min(-1e-9, logSilence)));
}
