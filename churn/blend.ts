import { fitLogistic, logit, sigmoid } from './logistic.ts';

/** How the two halves become one probability: calibrated logit = slope · (wideWeight · wide + (1 − wideWeight) · networks) + intercept. */
export interface Blend {
  readonly wideWeight: number;
  readonly slope: number;
  readonly intercept: number;
}

const weights = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] as const;

/**
 * The weight and the calibration (Platt 1999) with the lowest cross-entropy on customers that neither half was fitted to. Both halves keep at least a fifth:
 * on a few hundred customers the optimum is mostly chance.
 */
export function fitBlend(wide: Float64Array, networks: Float64Array, churned: Uint8Array): Blend {
  let best: Blend | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const wideWeight of weights) {
    const calibration = fitCalibration(mixed(wide, networks, wideWeight), churned);
    const blend = { wideWeight, ...calibration };
    const loss = crossEntropyOf(churned, blendedProbabilities(blend, wide, networks));
    if (loss < lowest) [best, lowest] = [blend, loss];
  }
  return best!;
}

/** Slope and intercept that make logits into calibrated ones. */
export function fitCalibration(logits: Float64Array, churned: Uint8Array): { slope: number; intercept: number } {
  const { weights: change, bias } = fitLogistic(Float32Array.from(logits), 1, churned, 1e-3);
  return { slope: Math.max(0.05, change[0]!), intercept: bias };
}

export function blendedProbabilities(blend: Blend, wide: Float64Array, networks: Float64Array): Float64Array {
  return mixed(wide, networks, blend.wideWeight).map((z) => sigmoid(blend.slope * z + blend.intercept));
}

function mixed(wide: Float64Array, networks: Float64Array, wideWeight: number): Float64Array {
  return wide.map((z, row) => wideWeight * z + (1 - wideWeight) * networks[row]!);
}

/** The logit of a probability held away from 0 and 1. */
export const boundedLogit = (probability: number): number => logit(Math.min(1 - 1e-6, Math.max(1e-6, probability)));

/** Mean cross-entropy. */
export function crossEntropyOf(churned: Uint8Array, probabilities: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < churned.length; row++) {
    const p = Math.min(1 - 1e-6, Math.max(1e-6, probabilities[row]!));
    loss -= Math.log(churned[row] ? p : 1 - p);
  }
  return loss / churned.length;
}
