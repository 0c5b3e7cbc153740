import { type Progress, seededRandom, shuffle, silent, UserError } from '../config/index.ts';
import { readBags } from './bags.ts';
import { type Calibration, type HeldOut, negativeLogLikelihood, uncalibrated } from './calibration.ts';
import { confidenceCurve } from './cascade/route.ts';
import type { Classifier } from './classifier.ts';
import { type Fit, startFit } from './fit.ts';
import { type LabelledText, type Sentiment, sentiments } from './label.ts';
import { languageOf } from './language.ts';
import { type SentimentModel, trainedModel } from './model.ts';
import { columnsOf } from './naive-bayes.ts';
import { probabilitiesFromLogits } from './softmax.ts';
import { chooseOnHeldOut } from './validate.ts';

export interface TrainingOptions {
  readonly seed: number;
  readonly onProgress?: Progress;
}

/**
 * Trains the classifier on two or three labels: softmax regression on features scaled by their log-count ratios, joined with naive Bayes. Epochs and
 * calibration are chosen on examples held out; then one model is trained on all of them. The same examples in the same order with the same seed give the same model.
 * Throws a UserError when there are fewer than 20 examples or only one label.
 */
export function trainSentiment(examples: readonly LabelledText[], options: TrainingOptions): SentimentModel {
  return trainedModel(trainClassifier(examples, options));
}

export function trainClassifier(examples: readonly LabelledText[], options: TrainingOptions): Classifier {
  const onProgress = options.onProgress ?? silent;
  const random = seededRandom(options.seed);
  const labels = sentiments.filter((label) => examples.some((example) => example.label === label));
  refuseTooFew(examples, labels);
  // In a random order, so that a fold, or what does not fit into memory, is a random part.
  const shuffled = shuffle([...examples], random);
  const bags = readBags(
    shuffled.map((example) => example.text),
    onProgress,
  );
  const used = shuffled.slice(0, bags.start.length - 1);
  const classOf = Uint8Array.from(used, (example) => labels.indexOf(example.label));
  const choice = chooseOnHeldOut(bags, classOf, labels.length, random, onProgress);
  const everyRow = new Int32Array(used.length).map((_, row) => row);
  const fits = Array.from({ length: orders }, (_, order) => {
    const fit = startFit(bags, classOf, labels.length, everyRow, random);
    for (let epoch = 1; epoch <= choice.epochs; epoch++) {
      fit.trainEpoch();
      onProgress(order * choice.epochs + epoch, orders * choice.epochs, 'epochs');
    }
    return fit;
  });
  const fit = averageFits(fits);
  const { confidences, right } = answersTo(choice.heldOut, choice.calibration);
  return {
    labels,
    buckets: fit.vocabulary.buckets.toSorted(),
    columns: columnsOf(labels.length),
    ...foldTable(fit, choice.calibration),
    bias: fit.softmax.bias.map((bias) => bias * choice.calibration.sharpness),
    training: {
      examples: used.length,
      languages: countLanguages(used),
      epochs: choice.epochs,
      ...choice.calibration,
      validationExamples: choice.heldOut.labels.length,
      validationAccuracy: right.reduce((sum, one) => sum + one, 0) / right.length,
      curve: confidenceCurve(confidences, right),
      validationLoss: {
        before: negativeLogLikelihood(choice.heldOut, uncalibrated),
        after: negativeLogLikelihood(choice.heldOut, choice.calibration),
      },
    },
  };
}

/** The mean of models that saw the examples in so many orders is right on .0005 more of held-out Chinese reviews than one, and depends less on the seed. */
const orders = 2;

/** One fit with the mean weights; all have the same features and ratios. */
function averageFits(fits: readonly Fit[]): Fit {
  const [first] = fits as [Fit];
  const mean = <A extends Float32Array | Float64Array>(of: (fit: Fit) => A): A =>
    of(first).map((_, i) => fits.reduce((sum, fit) => sum + of(fit)[i]!, 0) / fits.length) as A;
  const softmax = {
    ...first.softmax,
    weights: mean((fit) => fit.softmax.weights),
    bias: mean((fit) => fit.softmax.bias),
  };
  return { ...first, softmax };
}

const fewestExamples = 20;

function refuseTooFew(examples: readonly LabelledText[], labels: readonly Sentiment[]): void {
  if (examples.length < fewestExamples) {
    throw new UserError(
      `sentiment needs at least ${fewestExamples} labelled texts to learn from; there are ${examples.length}`,
    );
  }
  if (labels.length < 2) {
    throw new UserError(
      `all ${examples.length} labelled texts are “${labels[0]}”: sentiment needs texts of two labels to learn a difference`,
    );
  }
}

/** The table of classifier.ts: what stands in a column is sharpness × weight + naive Bayes's share × ratio. */
function foldTable(
  { softmax, ratios, vocabulary }: Fit,
  { sharpness, naiveBayesShare }: Calibration,
): Pick<Classifier, 'table' | 'squareStep' | 'weightStep'> {
  const { squares } = softmax;
  const columns = columnsOf(softmax.classes);
  const weights = softmax.weights.map((weight, i) => sharpness * weight + naiveBayesShare * ratios[i]!);
  const squareStep = largest(squares) / largestEntry;
  const weightStep = largest(weights) / largestEntry;
  const table = new Int16Array(squares.length * (columns + 1));
  let row = 0;
  for (const bucket of vocabulary.buckets.toSorted()) {
    const feature = vocabulary.index[bucket]!;
    // Even the least square is more than none: it says that the text has something known in it.
    table[row++] = Math.max(1, Math.round(squares[feature]! / squareStep));
    for (let c = 0; c < columns; c++) table[row++] = Math.round(weights[feature * columns + c]! / weightStep);
  }
  return { table, squareStep, weightStep };
}

const largestEntry = 32767;

/** The largest distance from 0; 1 when all are 0. */
function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

/** How sure the calibrated answers to the held-out rows are, and which are right (1 or 0). */
function answersTo(
  rows: HeldOut,
  { sharpness, naiveBayesShare }: Calibration,
): { readonly confidences: Float64Array; readonly right: Uint8Array } {
  const { columns, classes, labels } = rows;
  const logits = new Float64Array(columns);
  const probabilities = new Float64Array(classes);
  const confidences = new Float64Array(labels.length);
  const right = new Uint8Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    for (let c = 0; c < columns; c++) {
      const i = row * columns + c;
      logits[c] = sharpness * rows.softmax[i]! + naiveBayesShare * rows.naiveBayes[i]!;
    }
    probabilitiesFromLogits(logits, probabilities);
    confidences[row] = Math.max(...probabilities);
    right[row] = probabilities[labels[row]!] === confidences[row] ? 1 : 0;
  }
  return { confidences, right };
}

function countLanguages(examples: readonly LabelledText[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { text } of examples) {
    const language = languageOf(text);
    counts[language] = (counts[language] ?? 0) + 1;
  }
  return counts;
}
