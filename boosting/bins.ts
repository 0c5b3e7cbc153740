/** A column cut into at most 255 bins; bin k holds the values in (edges[k−1], edges[k]]. What is not a number counts as below everything. */
export interface BinnedColumn {
  /** Ascending; one fewer than there are bins. */
  readonly edges: Float32Array;
  /** Per row. */
  readonly bins: Uint8Array;
}

export const mostBins = 255;
const sampledRows = 50_000;

/** Cuts a column at its quantiles; a column with few values gets one bin for each. */
export function binColumn(values: Float32Array): BinnedColumn {
  const edges = edgesOf(values);
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) bins[row] = binOf(edges, values[row]!);
  return { edges, bins };
}

function edgesOf(values: Float32Array): Float32Array {
  // Every k-th row is a fair sample, and the same one in every run.
  const stride = Math.max(1, Math.floor(values.length / sampledRows));
  const sample: number[] = [];
  for (let row = 0; row < values.length; row += stride) if (!Number.isNaN(values[row]!)) sample.push(values[row]!);
  const sorted = Float32Array.from(sample).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= mostBins) return distinct.subarray(0, Math.max(0, distinct.length - 1));
  const cuts = Float32Array.from(
    { length: mostBins - 1 },
    (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / mostBins)]!,
  );
  return cuts.filter((value, i) => i === 0 || value !== cuts[i - 1]);
}

function binOf(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
