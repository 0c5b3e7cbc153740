import { binsAColumn } from '../kernels/index.ts';

const sampledRows = 50_000;

/** Where a column is cut into at most 255 bins, ascending: at its quantiles, or, with few values, below each but the first. */
export function edgesOf(values: Float32Array): Float32Array {
  const mostBins = binsAColumn - 1;
  // Every k-th row is a fair sample, and the same one in every run.
  const stride = Math.max(1, Math.floor(values.length / sampledRows));
  const sample = new Float32Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let row = 0; row < values.length; row += stride) {
    if (!Number.isNaN(values[row]!)) sample[count++] = values[row]!;
  }
  const sorted = sample.subarray(0, count).sort();
  const few = distinct(sorted, mostBins + 1);
  if (few.length <= mostBins) return few.subarray(0, Math.max(0, few.length - 1));
  const cuts = Float32Array.from({ length: mostBins - 1 }, (_, k) => sorted[Math.floor(((k + 1) * count) / mostBins)]!);
  return distinct(cuts, cuts.length);
}

/** The first `most` of the values that differ from the one before. */
function distinct(sorted: Float32Array, most: number): Float32Array {
  const found = new Float32Array(Math.min(most, sorted.length));
  let count = 0;
  for (let at = 0; at < sorted.length && count < found.length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) found[count++] = sorted[at]!;
  }
  return found.subarray(0, count);
}
