/** How columns are brought to mean 0 and standard deviation 1. */
export interface Standardisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** The means and deviations of rows × width values. A constant column gets deviation 1, and becomes 0. */
export function standardisationOf(values: Float32Array, width: number): Standardisation {
  const rows = values.length / width;
  const mean = new Array<number>(width).fill(0);
  const deviation = new Array<number>(width).fill(0);
  for (let at = 0; at < values.length; at++) mean[at % width]! += values[at]! / rows;
  for (let at = 0; at < values.length; at++) deviation[at % width]! += (values[at]! - mean[at % width]!) ** 2 / rows;
  return { mean, deviation: deviation.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

/** The values standardised, held within ±6 deviations, so that a value never seen in training cannot carry a prediction away. */
export function standardise(values: Float32Array, { mean, deviation }: Standardisation): Float32Array {
  const width = mean.length;
  return values.map((value, at) => Math.max(-6, Math.min(6, (value - mean[at % width]!) / deviation[at % width]!)));
}
