import { probabilitiesFromLogits } from './softmax.ts';

/**
 * How the two models' logits become one: sharpness × softmax + naiveBayesShare × naive Bayes. With a share of 0 this is temperature scaling
 * (Guo et al. 2017) with temperature 1 / sharpness; the share is what naive Bayes adds where texts are short or labels few.
 */
export interface Calibration {
  readonly sharpness: number;
  readonly naiveBayesShare: number;
}

export const uncalibrated: Calibration = { sharpness: 1, naiveBayesShare: 0 };

/** Logits of rows that the models have not been trained on. Row i, column c: at i × columns + c. */
export interface HeldOut {
  readonly classes: number;
  readonly columns: number;
  readonly labels: Uint8Array;
  readonly softmax: Float64Array;
  readonly naiveBayes: Float64Array;
}

/** Mean −log P(label) over the rows. */
export function negativeLogLikelihood(rows: HeldOut, calibration: Calibration): number {
  return slopes(rows, calibration).loss;
}

/** The calibration with the least negative log likelihood on these rows, by Newton's method; never worse than `uncalibrated`. Neither number is below 0. */
export function fitCalibration(rows: HeldOut): Calibration {
  const blend = descend(rows, uncalibrated, true);
  if (blend.naiveBayesShare >= 0 && blend.sharpness >= 0) return blend;
  const { sharpness, naiveBayesShare } = descend(rows, uncalibrated, false);
  // The loss is convex: where it falls below 0, the least of those that may be is at 0.
  return { sharpness: Math.max(0, sharpness), naiveBayesShare };
}

function descend(rows: HeldOut, from: Calibration, withNaiveBayes: boolean): Calibration {
  let best = from;
  let at = slopes(rows, best);
  for (let iteration = 0; iteration < 30; iteration++) {
    const step = newtonStep(at, withNaiveBayes);
    let size = 1;
    let next: Calibration;
    let there: Slopes;
    do {
      next = {
        sharpness: best.sharpness - size * step[0],
        naiveBayesShare: best.naiveBayesShare - size * step[1],
      };
      there = slopes(rows, next);
      size /= 2;
    } while (there.loss > at.loss && size > 1e-6);
    if (!(there.loss < at.loss)) break;
    const gain = at.loss - there.loss;
    best = next;
    at = there;
    if (gain < 1e-10) break;
  }
  return best;
}

/** The loss with its gradient (a, b) and second derivatives (aa, ab, bb) for a = sharpness and b = naive Bayes's share. */
interface Slopes {
  readonly loss: number;
  readonly a: number;
  readonly b: number;
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

function newtonStep(at: Slopes, withNaiveBayes: boolean): [number, number] {
  const ridge = 1e-9; // rows without features have no curvature at all
  const aa = at.aa + ridge;
  if (!withNaiveBayes) return [at.a / aa, 0];
  const bb = at.bb + ridge;
  const determinant = aa * bb - at.ab * at.ab;
  return [(bb * at.a - at.ab * at.b) / determinant, (aa * at.b - at.ab * at.a) / determinant];
}

function slopes(rows: HeldOut, { sharpness, naiveBayesShare }: Calibration): Slopes {
  const { classes, columns, labels, softmax, naiveBayes } = rows;
  const logits = new Float64Array(columns);
  const probabilities = new Float64Array(classes);
  const first = classes - columns; // with two classes the first one's logit is 0
  let loss = 0;
  let a = 0;
  let b = 0;
  let aa = 0;
  let ab = 0;
  let bb = 0;
  for (let row = 0; row < labels.length; row++) {
    const offset = row * columns;
    for (let c = 0; c < columns; c++) {
      logits[c] = sharpness * softmax[offset + c]! + naiveBayesShare * naiveBayes[offset + c]!;
    }
    probabilitiesFromLogits(logits, probabilities);
    loss -= Math.log(Math.max(probabilities[labels[row]!]!, 1e-300));
    let meanU = 0;
    let meanV = 0;
    let meanUU = 0;
    let meanUV = 0;
    let meanVV = 0;
    for (let c = 0; c < columns; c++) {
      const p = probabilities[first + c]!;
      const u = softmax[offset + c]!;
      const v = naiveBayes[offset + c]!;
      meanU += p * u;
      meanV += p * v;
      meanUU += p * u * u;
      meanUV += p * u * v;
      meanVV += p * v * v;
    }
    const own = labels[row]! - first;
    a += meanU - (own >= 0 ? softmax[offset + own]! : 0);
    b += meanV - (own >= 0 ? naiveBayes[offset + own]! : 0);
    aa += meanUU - meanU * meanU;
    ab += meanUV - meanU * meanV;
    bb += meanVV - meanV * meanV;
  }
  const n = labels.length;
  return { loss: loss / n, a: a / n, b: b / n, aa: aa / n, ab: ab / n, bb: bb / n };
}
