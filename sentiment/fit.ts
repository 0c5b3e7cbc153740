import type { Random } from '../config/index.ts';
import { type Bags, selectBags } from './bags.ts';
import { columnsOf, countByClass, logCountRatios } from './naive-bayes.ts';
import { createAdaGrad, createSoftmax, inverseNorms, type Softmax, softmaxLogits, trainEpoch } from './softmax.ts';
import { chooseVocabulary, type Vocabulary } from './vocabulary.ts';

/** Naive Bayes and the softmax regression that grows from it, in training on some of the rows. */
export interface Fit {
  readonly vocabulary: Vocabulary;
  /** Naive Bayes's part of the logits: log-count ratios, feature f, column c at f × columns + c. */
  readonly ratios: Float32Array;
  readonly softmax: Softmax;
  trainEpoch(): void;
}

/** `labels[i]` is the class of the bags' row i, for all of them; the fit sees those in `rows` alone. */
export function startFit(bags: Bags, labels: Uint8Array, classes: number, rows: Int32Array, random: Random): Fit {
  const vocabulary = chooseVocabulary(bags, rows);
  const own = selectBags(bags, rows, vocabulary.index);
  const ownLabels = Uint8Array.from(rows, (row) => labels[row]!);
  const ratios = logCountRatios(countByClass(own, ownLabels, vocabulary.buckets.length, classes), classes);
  const softmax = createSoftmax(ratios, ownLabels, classes);
  const sums = createAdaGrad(softmax);
  return {
    vocabulary,
    ratios,
    softmax,
    trainEpoch: () => trainEpoch(softmax, sums, own, ownLabels, random),
  };
}

/** Both models' logits of other rows. Row i, column c: at i × columns + c. */
export function heldOutLogits(
  fit: Fit,
  bags: Bags,
  rows: Int32Array,
): { softmax: Float64Array; naiveBayes: Float64Array } {
  const { ratios, softmax: model } = fit;
  const columns = columnsOf(model.classes);
  const own = selectBags(bags, rows, fit.vocabulary.index);
  const norms = inverseNorms(own, model.squares);
  const softmax = new Float64Array(rows.length * columns);
  const naiveBayes = new Float64Array(rows.length * columns);
  for (let row = 0; row < rows.length; row++) {
    softmaxLogits(model, own, row, norms[row]!, softmax.subarray(row * columns, (row + 1) * columns));
    for (let at = own.start[row]!; at < own.start[row + 1]!; at++) {
      for (let c = 0; c < columns; c++) {
        naiveBayes[row * columns + c]! += ratios[own.features[at]! * columns + c]! * norms[row]!;
      }
    }
  }
  return { softmax, naiveBayes };
}
