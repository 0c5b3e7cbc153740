import type { NextItemModel } from './model.ts';
import { gapOf } from './steps.ts';

/** What a customer took at one moment: one item, or a basket's. */
export interface NewStep {
  readonly items: readonly number[];
  /** Milliseconds since the customer's step before; undefined when this is the first. */
  readonly since: number | undefined;
}

/** The state after one more step, from the state before it, [width]: what the whole history would give, but for rounding. */
export function stateAfter({ settings, weights }: NextItemModel, state: Float32Array, step: NewStep): Float32Array {
  const { width } = settings;
  const { kernel, recurrentKernel, bias } = weights.gru;
  const gap = step.since === undefined ? 0 : gapOf(step.since);
  const input = Float64Array.from(weights.gaps.subarray(gap * width, (gap + 1) * width));
  for (const item of step.items) {
    for (let k = 0; k < width; k++) input[k]! += weights.inputs[item * width + k]! / step.items.length;
  }
  const sums = Float64Array.from(bias);
  addProduct(input, kernel, 0, 3 * width, sums);
  addProduct(state, recurrentKernel, 0, 2 * width, sums);
  const reset = Float64Array.from(state, (value, k) => value * sigmoid(sums[width + k]!));
  addProduct(reset, recurrentKernel, 2 * width, 3 * width, sums);
  return state.map((before, k) => {
    const update = sigmoid(sums[k]!);
    return update * before + (1 - update) * Math.tanh(sums[2 * width + k]!);
  });
}

/** Adds vector × matrix to `sums`, for the columns from `first` to `last`; the matrix has as many columns as there are sums. */
function addProduct(vector: ArrayLike<number>, matrix: Float32Array, first: number, last: number, sums: Float64Array) {
  for (let k = 0; k < vector.length; k++) {
    for (let column = first; column < last; column++) {
      sums[column]! += vector[k]! * matrix[k * sums.length + column]!;
    }
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
