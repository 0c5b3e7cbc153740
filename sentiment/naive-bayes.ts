import type { Bags } from './bags.ts';

/** In how many texts of each class a feature stands. Feature f, class k: `counts[f × classes + k]`. */
export function countByClass(bags: Bags, labels: Uint8Array, features: number, classes: number): Float64Array {
  const counts = new Float64Array(features * classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) counts[bags.features[at]! * classes + label]!++;
  }
  return counts;
}

export interface NaiveBayes {
  /** Per class. */
  readonly logPrior: Float64Array;
  /** log P(feature | class); feature f, class k: `logLikelihood[f × classes + k]`. */
  readonly logLikelihood: Float64Array;
}

/** Multinomial naive Bayes over presence counts with add-one smoothing (Manning, Raghavan and Schütze 2008, 13.2 and figure 13.2). */
export function trainNaiveBayes(bags: Bags, labels: Uint8Array, features: number, classes: number): NaiveBayes {
  const counts = countByClass(bags, labels, features, classes);
  const totals = totalByClass(counts, classes);
  const logLikelihood = counts.map((count, i) => Math.log((count + 1) / (totals[i % classes]! + features)));
  const logPrior = new Float64Array(classes);
  for (const label of labels) logPrior[label]!++;
  return { logPrior: logPrior.map((rows) => Math.log(rows / labels.length)), logLikelihood };
}

/** log P(class) + Σ log P(feature | class) of one row, into `scores` (one a class). */
export function scoreNaiveBayes(model: NaiveBayes, bags: Bags, row: number, scores: Float64Array): void {
  const classes = scores.length;
  scores.set(model.logPrior);
  for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) {
    const first = bags.features[at]! * classes;
    for (let k = 0; k < classes; k++) scores[k]! += model.logLikelihood[first + k]!;
  }
}

/**
 * The log-count ratio r of Wang and Manning (2012): how much more often a feature stands in class k than in the others, add-one smoothed.
 * Two classes have one column (the second class against the first), more have one each. Feature f, column c: `ratios[f × columns + c]`.
 */
export function logCountRatios(counts: Float64Array, classes: number): Float32Array {
  const columns = columnsOf(classes);
  const features = counts.length / classes;
  const totals = totalByClass(counts, classes);
  const total = totals.reduce((sum, count) => sum + count, 0);
  const ratios = new Float32Array(features * columns);
  for (let column = 0; column < columns; column++) {
    const k = classes === 2 ? 1 : column;
    const offset = Math.log(totals[k]! + features) - Math.log(total - totals[k]! + features);
    for (let f = 0; f < features; f++) {
      let all = 0;
      for (let other = 0; other < classes; other++) all += counts[f * classes + other]!;
      const inside = counts[f * classes + k]!;
      ratios[f * columns + column] = Math.log((inside + 1) / (all - inside + 1)) - offset;
    }
  }
  return ratios;
}

/** How many logits a model of so many classes has: with two classes the first one's logit is 0. */
export function columnsOf(classes: number): number {
  return classes === 2 ? 1 : classes;
}

function totalByClass(counts: Float64Array, classes: number): Float64Array {
  const totals = new Float64Array(classes);
  for (let i = 0; i < counts.length; i++) totals[i % classes]! += counts[i]!;
  return totals;
}
