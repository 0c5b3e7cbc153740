import { invertPositiveDefinite, weightedGram } from '../../kernels/index.ts';

/** A logistic regression over standardised columns: logit = bias + Σ weight · (value − mean) / deviation, what is no number counting as the mean. */
export interface Logistic {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

/** Values further from the mean, in deviations, count as that far. */
const furthest = 5;
const mostSteps = 25;

/** Fits by Newton's method with an L2 penalty of `penalty`/2 · |weights|² on the summed loss; the bias is free. */
export function fitLogistic(columns: readonly Float32Array[], labels: Uint8Array, penalty: number): Logistic {
  const scales = columns.map(scaleOf);
  const width = columns.length;
  const size = width + 1;
  const rows = new Float64Array(labels.length * size).fill(1);
  for (const [c, column] of columns.entries()) {
    for (let row = 0; row < labels.length; row++) rows[row * size + c] = standardised(column[row]!, scales[c]!);
  }
  const beta = new Float64Array(size);
  const curvatures = new Float64Array(labels.length);
  for (let iteration = 0; iteration < mostSteps; iteration++) {
    const gradient = new Float64Array(size);
    for (let row = 0, at = 0; row < labels.length; row++, at += size) {
      let logit = 0;
      for (let c = 0; c < size; c++) logit += beta[c]! * rows[at + c]!;
      const p = sigmoid(logit);
      curvatures[row] = Math.max(p * (1 - p), 1e-9);
      for (let c = 0; c < size; c++) gradient[c]! += (labels[row]! - p) * rows[at + c]!;
    }
    const inverse = weightedGram(rows, size, curvatures);
    for (let c = 0; c < size; c++) {
      if (c < width) gradient[c]! -= penalty * beta[c]!;
      inverse[c * size + c]! += c < width ? penalty : 1e-6;
    }
    invertPositiveDefinite(inverse, size);
    const step = gradient.map((_, c) => gradient.reduce((sum, g, d) => sum + inverse[c * size + d]! * g, 0));
    let longest = 0;
    for (const value of step) longest = Math.max(longest, Math.abs(value));
    // Newton's step is cut where it would run away, as on separable data with a small penalty.
    const share = longest > furthest ? furthest / longest : 1;
    for (let c = 0; c < size; c++) beta[c]! += share * step[c]!;
    if (longest < 1e-6) break;
  }
  return {
    means: scales.map(({ mean }) => mean),
    deviations: scales.map(({ deviation }) => deviation),
    weights: [...beta.subarray(0, width)],
    bias: beta[width]!,
  };
}

/** What each column adds to the row's logit beside the bias. */
export function logisticShares(model: Logistic, columns: readonly Float32Array[], row: number): number[] {
  return model.weights.map((weight, c) => {
    const scale = { mean: model.means[c]!, deviation: model.deviations[c]! };
    return weight * standardised(columns[c]![row]!, scale);
  });
}

export function logisticLogits(model: Logistic, columns: readonly Float32Array[]): Float64Array {
  const logits = new Float64Array(columns[0]!.length).fill(model.bias);
  for (const [c, weight] of model.weights.entries()) {
    const scale = { mean: model.means[c]!, deviation: model.deviations[c]! };
    for (let row = 0; row < logits.length; row++) logits[row]! += weight * standardised(columns[c]![row]!, scale);
  }
  return logits;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

function scaleOf(column: Float32Array): Scale {
  let [count, sum, squares] = [0, 0, 0];
  for (const value of column) {
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, count);
  return { mean, deviation: Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1 };
}

function standardised(value: number, { mean, deviation }: Scale): number {
  const standard = (value - mean) / deviation;
  return Number.isFinite(standard) ? Math.max(-furthest, Math.min(furthest, standard)) : 0;
}
