import type { Classifier } from './classifier.ts';
import { createFeatureReader } from './features.ts';
import type { Sentiment } from './label.ts';
import { detectLanguage } from './language.ts';
import { numberBuckets } from './numbering.ts';
import { probabilitiesFromLogits } from './softmax.ts';

/** What is said of one text. */
export interface Prediction {
  /** Each label's probability, in the model's order. The array is written over by the next prediction. */
  readonly probabilities: Float64Array;
  /** Whether the text has anything in it that the training met; without, the probabilities are the labels' shares there. */
  readonly known: boolean;
  readonly language: string;
}

/** Answers one text after another; its buffers are its own. */
export interface Predictor {
  predict(text: string): Prediction;
}

const predictors = new WeakMap<Classifier, Predictor>();

export function predictorOf(model: Classifier): Predictor {
  let predictor = predictors.get(model);
  if (predictor === undefined) {
    predictor = createPredictor(model);
    predictors.set(model, predictor);
  }
  return predictor;
}

function createPredictor(model: Classifier): Predictor {
  const { buckets, columns, table } = model;
  const reader = createFeatureReader(numberBuckets(buckets));
  const { numbers } = reader;
  const stride = columns + 1;
  /** One bit a feature: each counts once a text. All are 0 between texts. */
  const met = new Int32Array((buckets.length >>> 5) + 1);
  const sums = new Float64Array(stride);
  const judge = createJudge(model);

  return {
    predict(text) {
      const count = keepOneEach(numbers, reader.read(text), met);
      for (let c = 0; c < stride; c++) sums[c] = sumColumn(table, stride, c, numbers, count);
      return judge(text, sums, 0, reader.kindCounts, 0);
    },
  };
}

/** What a text's sums over the classifier's table say of it. They begin at `sumsAt`, the counts of its characters' kinds at `countsAt`. */
export type Judge = (
  text: string,
  sums: Float64Array,
  sumsAt: number,
  kindCounts: Int32Array,
  countsAt: number,
) => Prediction;

export function createJudge({ columns, squareStep, weightStep, bias, labels }: Classifier): Judge {
  const logits = new Float64Array(columns);
  const probabilities = new Float64Array(labels.length);
  return (text, sums, sumsAt, kindCounts, countsAt) => {
    const square = sums[sumsAt]! * squareStep;
    const scale = square > 0 ? weightStep / Math.sqrt(square) : 0;
    for (let c = 0; c < columns; c++) logits[c] = sums[sumsAt + c + 1]! * scale + bias[c]!;
    probabilitiesFromLogits(logits, probabilities);
    return { probabilities, known: square > 0, language: detectLanguage(text, kindCounts, countsAt) };
  };
}

/** Moves one of each number to the front and returns how many there are. `met` has a bit a number, all 0 before and after. */
function keepOneEach(numbers: Int32Array, found: number, met: Int32Array): number {
  let count = 0;
  for (let i = 0; i < found; i++) {
    const feature = numbers[i]!;
    const word = met[feature >>> 5]!;
    met[feature >>> 5] = word | (1 << (feature & 31));
    numbers[count] = feature;
    count += ((word >>> (feature & 31)) & 1) ^ 1;
  }
  for (let i = 0; i < count; i++) met[numbers[i]! >>> 5] = 0;
  return count;
}

function sumColumn(table: Int16Array, stride: number, column: number, rows: Int32Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += table[rows[i]! * stride + column]!;
  return sum;
}

export type Chances = Readonly<Record<Sentiment, number>>;

/** Each label's probability by its name; 0 for those that the model does not know. */
export function chancesByLabel(labels: readonly Sentiment[], probabilities: Float64Array): Chances {
  const chances = { negative: 0, neutral: 0, positive: 0 };
  for (let k = 0; k < labels.length; k++) chances[labels[k]!] = probabilities[k]!;
  return chances;
}
