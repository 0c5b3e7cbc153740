/** How good probabilities are. In all of these `labels[i]` is 1 or 0 and `scores[i]` the predicted chance (or, for ranks, any score) that it is 1. */

/** The chance that a random positive scores above a random negative, ties counted half (Mann and Whitney 1947). NaN without both classes. */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = ascending(scores);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    const rank = (start + end + 1) / 2; // 1-based mean rank of the tied block
    for (let i = start; i < end; i++) {
      if (labels[order[i]!]) {
        positives++;
        rankSum += rank;
      }
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

/** Average precision: the mean over the positives of the precision at each one's score; tied scores share one threshold. */
export function prAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = ascending(scores).reverse();
  let found = 0;
  let sum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let here = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) here += labels[order[end++]!]! ? 1 : 0;
    found += here;
    sum += (here * found) / end;
    start = end;
  }
  return sum / found;
}

/** Mean squared error of the probabilities (Brier 1950). */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i]! - labels[i]!) ** 2;
  return sum / labels.length;
}

export interface CalibrationBin {
  readonly count: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of positives. */
  readonly observed: number;
}

/** The rows sorted by probability and cut into `bins` groups of (nearly) equal size. */
export function calibrationBins(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
): CalibrationBin[] {
  const order = ascending(probabilities);
  const result: CalibrationBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const start = Math.round((bin * order.length) / bins);
    const end = Math.round(((bin + 1) * order.length) / bins);
    if (end === start) continue;
    let predicted = 0;
    let observed = 0;
    for (let i = start; i < end; i++) {
      predicted += probabilities[order[i]!]!;
      observed += labels[order[i]!]!;
    }
    result.push({ count: end - start, predicted: predicted / (end - start), observed: observed / (end - start) });
  }
  return result;
}

/** Expected calibration error: the mean distance between predicted and observed over the calibration bins, weighted by their size. */
export function expectedCalibrationError(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
): number {
  return calibrationBins(labels, probabilities, bins).reduce(
    (sum, bin) => sum + (bin.count / labels.length) * Math.abs(bin.predicted - bin.observed),
    0,
  );
}

/** The share of positives among the `share` of rows with the highest scores, divided by their share among all. */
export function lift(labels: ArrayLike<number>, scores: ArrayLike<number>, share = 0.1): number {
  const order = ascending(scores).reverse();
  const top = Math.max(1, Math.round(order.length * share));
  let inTop = 0;
  let inAll = 0;
  for (let i = 0; i < order.length; i++) {
    inAll += labels[order[i]!]!;
    if (i < top) inTop += labels[order[i]!]!;
  }
  return inTop / top / (inAll / order.length);
}

/** Row numbers by ascending score; equal scores keep their order, so that results do not depend on the engine. */
export function ascending(scores: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(scores.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => scores[a]! - scores[b]! || a - b);
}
