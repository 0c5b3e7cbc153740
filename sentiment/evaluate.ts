import type { Progress } from '../config/index.ts';
import { expectedCalibrationError } from '../evaluation/index.ts';
import { type LabelledText, type Sentiment, sentiments } from './label.ts';
import { languageOf } from './language.ts';
import { naiveBayesBaseline } from './naive-bayes-baseline.ts';
import { type Chances, chancesByLabel, predictorOf } from './predict.ts';
import { trainClassifier } from './train.ts';
import { readWithVader } from './vader.ts';

// A type and not an interface, so that it can be shown as a table of numbers by name.
export type SentimentFigures = {
  readonly accuracy: number;
  /** Mean over the labels, of train and test together, of F1 (0 for one that is never said and right). */
  readonly macro_f1: number;
  /** Mean distance between confidence and share of right answers over ten bins of equal size. */
  readonly ece: number;
};

export interface SentimentEvaluation {
  /** Texts of the test part. */
  readonly rows: number;
  readonly holdfast: SentimentFigures;
  readonly baselines: Readonly<Record<string, SentimentFigures>>;
  /** Of our own training and testing; the baselines' are not counted. */
  readonly seconds: number;
}

/** Trains on one part and tests on the other, with naive Bayes on the same features, the most frequent label and, where the test is mostly English, VADER beside it. */
export async function evaluateSentiment(
  train: readonly LabelledText[],
  test: readonly LabelledText[],
  options: { readonly seed: number; readonly onProgress?: Progress },
): Promise<SentimentEvaluation> {
  const started = performance.now();
  const classifier = trainClassifier(train, options);
  const predictor = predictorOf(classifier);
  const holdfast = judge(train, test, ({ text }) =>
    chancesByLabel(classifier.labels, predictor.predict(text).probabilities),
  );
  const seconds = (performance.now() - started) / 1000;
  const baselines: Record<string, SentimentFigures> = {
    naive_bayes: judge(train, test, naiveBayesBaseline(train, test)),
    most_frequent: judgeMostFrequent(train, test),
  };
  const english = test.filter(({ text }) => languageOf(text) === 'en').length;
  if (english * 2 > test.length) baselines.vader = judgeVader(train, test);
  return { rows: test.length, holdfast, baselines, seconds };
}

function judgeMostFrequent(train: readonly LabelledText[], test: readonly LabelledText[]): SentimentFigures {
  const shares = { negative: 0, neutral: 0, positive: 0 };
  for (const { label } of train) shares[label] += 1 / train.length;
  return judge(train, test, () => shares);
}

/** VADER knows three labels; where the task has two, it must not be blamed for the third. */
function judgeVader(train: readonly LabelledText[], test: readonly LabelledText[]): SentimentFigures {
  const labels = sentiments.filter((label) => train.some((example) => example.label === label));
  return judge(train, test, ({ text }) => {
    const found = readWithVader(text);
    const sum = labels.reduce((total, label) => total + found[label], 0);
    return chancesByLabel(
      labels,
      Float64Array.from(labels, (label) => found[label] / sum),
    );
  });
}

function judge(
  train: readonly LabelledText[],
  test: readonly LabelledText[],
  chancesOf: (example: LabelledText, row: number) => Chances,
): SentimentFigures {
  const said = Object.fromEntries(sentiments.map((label) => [label, 0])) as Record<Sentiment, number>;
  const meant = { ...said };
  const both = { ...said };
  const right = new Uint8Array(test.length);
  const confidences = new Float64Array(test.length);
  for (const [row, example] of test.entries()) {
    const chances = chancesOf(example, row);
    let label: Sentiment = 'negative';
    for (const other of sentiments) if (chances[other] > chances[label]) label = other;
    confidences[row] = chances[label];
    said[label]++;
    meant[example.label]++;
    if (label !== example.label) continue;
    both[label]++;
    right[row] = 1;
  }
  const present = sentiments.filter(
    (label) => said[label] + meant[label] > 0 || train.some((row) => row.label === label),
  );
  const f1 = present.map((label) =>
    said[label] + meant[label] > 0 ? (2 * both[label]) / (said[label] + meant[label]) : 0,
  );
  return {
    accuracy: right.reduce((sum, one) => sum + one, 0) / test.length,
    macro_f1: f1.reduce((sum, one) => sum + one, 0) / present.length,
    ece: expectedCalibrationError(right, confidences),
  };
}
