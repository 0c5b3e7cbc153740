import { solvePositiveDefinite } from '../kernels/index.ts';

/** A logistic regression over standardised columns: logit = bias + Σ weight · column. */
export interface Logistic {
  readonly weights: readonly number[];
  readonly bias: number;
}

/**
 * Fits by Newton's method (iteratively reweighted least squares) with an L2 penalty of `penalty`/2 · |weights|² on the summed loss; the bias is free.
 * `columns` is rows × width, row by row, of about unit variance; `labels` may be fractions; `sampleWeights` defaults to 1.
 */
export function fitLogistic(
  columns: Float32Array,
  width: number,
  labels: ArrayLike<number>,
  penalty: number,
  sampleWeights?: ArrayLike<number>,
): Logistic {
  const rows = labels.length;
  const size = width + 1;
  const beta = new Float64Array(size);
  for (let iteration = 0; iteration < 50; iteration++) {
    const hessian = new Float64Array(size * size);
    const gradient = new Float64Array(size);
    for (let row = 0; row < rows; row++) {
      const at = row * width;
      let logit = beta[width]!;
      for (let c = 0; c < width; c++) logit += beta[c]! * columns[at + c]!;
      const p = 1 / (1 + Math.exp(-logit));
      const share = sampleWeights ? sampleWeights[row]! : 1;
      const residual = share * (labels[row]! - p);
      const curvature = share * Math.max(p * (1 - p), 1e-9);
      for (let c = 0; c < size; c++) {
        const x = c < width ? columns[at + c]! : 1;
        gradient[c] = gradient[c]! + residual * x;
        const scaled = curvature * x;
        for (let d = 0; d < c; d++) hessian[c * size + d] = hessian[c * size + d]! + scaled * columns[at + d]!;
        hessian[c * size + c] = hessian[c * size + c]! + scaled * x;
      }
    }
    for (let c = 0; c < size; c++) {
      const ridge = c < width ? penalty : 1e-6;
      gradient[c] = gradient[c]! - (c < width ? penalty * beta[c]! : 0);
      hessian[c * size + c] = hessian[c * size + c]! + ridge;
    }
    const step = solvePositiveDefinite(hessian, gradient);
    // Newton's step is halved where it would run away, as on separable data with a small penalty.
    const longest = Math.max(...step.map(Math.abs));
    const scale = longest > 5 ? 5 / longest : 1;
    for (let c = 0; c < size; c++) beta[c] = beta[c]! + scale * step[c]!;
    if (longest < 1e-8) break;
  }
  return { weights: [...beta.subarray(0, width)], bias: beta[width]! };
}

/** The logit of every row. */
export function logits(model: Logistic, columns: Float32Array): Float64Array {
  const width = model.weights.length;
  const result = new Float64Array(columns.length / width);
  for (let row = 0; row < result.length; row++) {
    let logit = model.bias;
    for (let c = 0; c < width; c++) logit += model.weights[c]! * columns[row * width + c]!;
    result[row] = logit;
  }
  return result;
}

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
export const logit = (probability: number): number => Math.log(probability / (1 - probability));
