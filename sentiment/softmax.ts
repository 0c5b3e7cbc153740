import { type Random, shuffle } from '../config/index.ts';
import type { Bags } from './bags.ts';
import { columnsOf } from './naive-bayes.ts';

/** Softmax regression over bags. logit(c) = bias(c) + Σ_f weight(f,c) / ‖x‖, with ‖x‖² = Σ_f square(f). */
export interface Softmax {
  readonly classes: number;
  /** Feature f, column c: at f × columns + c. */
  readonly weights: Float32Array;
  /** What a feature's presence counts for, fixed before training: (|log-count ratio| + .1)^¾, per feature and column. */
  readonly scales: Float32Array;
  /** Per feature: the mean of its scales' squares. */
  readonly squares: Float32Array;
  readonly bias: Float64Array;
}

/**
 * How strongly the log-count ratio leads: 0 is plain regression, 1 is Wang and Manning's NB weighting. Between ½ and 1 all English and Chinese sets that were
 * tried agree within .002 on validation data; 0 costs .002 to .008. An idf factor beside it costs .001, so there is none.
 */
const ratioPower = 0.75;
/** Keeps features that say nothing alone from being shut out: together they may. */
const ratioOffset = 0.1;
/** AdaGrad's step (Duchi, Hazan and Singer 2011). .1 to .25 agree on validation data, .4 overfits. */
const learningRate = 0.2;

/** Before training: no weights, the bias at the log odds of each class among `labels`. */
export function createSoftmax(ratios: Float32Array, labels: Uint8Array, classes: number): Softmax {
  const columns = columnsOf(classes);
  const scales = ratios.map((ratio) => (Math.abs(ratio) + ratioOffset) ** ratioPower);
  const squares = new Float32Array(ratios.length / columns);
  for (let i = 0; i < scales.length; i++) squares[Math.floor(i / columns)]! += scales[i]! ** 2 / columns;
  const bias = new Float64Array(columns);
  const rows = new Float64Array(classes);
  for (const label of labels) rows[label]!++;
  for (let column = 0; column < columns; column++) {
    const inside = rows[classes === 2 ? 1 : column]!;
    bias[column] = Math.log((inside + 1) / (labels.length - inside + 1));
  }
  return { classes, weights: new Float32Array(ratios.length), scales, squares, bias };
}

/** 1 / ‖x‖ of each row, 0 for a row without features. */
export function inverseNorms(bags: Bags, squares: Float32Array): Float32Array {
  const norms = new Float32Array(bags.start.length - 1);
  for (let row = 0; row < norms.length; row++) {
    let sum = 0;
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) sum += squares[bags.features[at]!]!;
    norms[row] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }
  return norms;
}

/** The logits of one row, into `logits` (one a column). */
export function softmaxLogits(
  model: Softmax,
  bags: Bags,
  row: number,
  inverseNorm: number,
  logits: Float64Array,
): void {
  const columns = logits.length;
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) {
      sum += model.weights[bags.features[at]! * columns + column]!;
    }
    logits[column] = sum * inverseNorm + model.bias[column]!;
  }
}

/** Each class's probability, into `probabilities` (one a class), from one logit (two classes) or one a class. */
export function probabilitiesFromLogits(logits: Float64Array, probabilities: Float64Array): void {
  if (logits.length === 1) {
    probabilities[1] = 1 / (1 + Math.exp(-logits[0]!));
    probabilities[0] = 1 / (1 + Math.exp(logits[0]!));
    return;
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) highest = Math.max(highest, logit);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += probabilities[k] = Math.exp(logits[k]! - highest);
  for (let k = 0; k < logits.length; k++) probabilities[k]! /= sum;
}

/** d(−log P(label)) / d(logit) of each column, into `residuals`: P(class of the column) − [it is the label]. */
export function lossGradient(probabilities: Float64Array, label: number, residuals: Float64Array): void {
  const first = residuals.length === 1 ? 1 : 0;
  for (let column = 0; column < residuals.length; column++) {
    residuals[column] = probabilities[column + first]! - (column + first === label ? 1 : 0);
  }
}

/** AdaGrad's sums of squared gradients; they live as long as the training. */
export interface AdaGrad {
  readonly weights: Float32Array;
  readonly bias: Float64Array;
}

export function createAdaGrad(model: Softmax): AdaGrad {
  return {
    weights: new Float32Array(model.weights.length).fill(1e-6),
    bias: new Float64Array(model.bias.length).fill(1e-6),
  };
}

/**
 * One pass over all rows in a new random order, a step after each. Changes the model's weights and bias. A weight here is scale × the weight of the
 * scaled feature, so the latter's AdaGrad step, scale × g / √Σ(scale × g)², moves it by scale × g / √Σg².
 */
export function trainEpoch(model: Softmax, sums: AdaGrad, bags: Bags, labels: Uint8Array, random: Random): void {
  const { weights, scales, bias, classes } = model;
  const columns = columnsOf(classes);
  const norms = inverseNorms(bags, model.squares);
  const order = shuffle(
    new Int32Array(labels.length).map((_, i) => i),
    random,
  );
  const logits = new Float64Array(columns);
  const probabilities = new Float64Array(classes);
  const residuals = new Float64Array(columns);
  for (const row of order) {
    softmaxLogits(model, bags, row, norms[row]!, logits);
    probabilitiesFromLogits(logits, probabilities);
    lossGradient(probabilities, labels[row]!, residuals);
    const end = bags.start[row + 1]!;
    for (let column = 0; column < columns; column++) {
      const residual = residuals[column]!;
      sums.bias[column]! += residual * residual;
      bias[column]! -= (learningRate * residual) / Math.sqrt(sums.bias[column]!);
      const gradient = residual * norms[row]!;
      const square = gradient * gradient;
      const step = learningRate * gradient;
      for (let at = bags.start[row]!; at < end; at++) {
        const i = bags.features[at]! * columns + column;
        const sum = sums.weights[i]! + square;
        sums.weights[i] = sum;
        weights[i]! -= (step * scales[i]!) / Math.sqrt(sum);
      }
    }
  }
}
