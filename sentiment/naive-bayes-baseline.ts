import { silent } from '../config/index.ts';
import { type Bags, readBags, selectBags } from './bags.ts';
import { type LabelledText, sentiments } from './label.ts';
import { scoreNaiveBayes, trainNaiveBayes } from './naive-bayes.ts';
import { type Chances, chancesByLabel } from './predict.ts';
import { probabilitiesFromLogits } from './softmax.ts';
import { chooseVocabulary } from './vocabulary.ts';

/** Test texts are read so many at a time. */
const chunkRows = 5000;

/** Multinomial naive Bayes on the classifier's own features. What it says of a test text by its row; rows must be asked for in order. */
export function naiveBayesBaseline(
  train: readonly LabelledText[],
  test: readonly LabelledText[],
): (example: LabelledText, row: number) => Chances {
  const labels = sentiments.filter((label) => train.some((example) => example.label === label));
  const bags = readBags(textsOf(train), silent);
  const { index, buckets } = chooseVocabulary(bags, everyRow(bags));
  const classOf = Uint8Array.from(everyRow(bags), (row) => labels.indexOf(train[row]!.label));
  const known = selectBags(bags, everyRow(bags), index);
  const model = trainNaiveBayes(known, classOf, buckets.length, labels.length);
  const probabilities = new Float64Array(labels.length);
  const scores = new Float64Array(labels.length);
  let first = 0;
  let chunk: Bags = { start: new Int32Array(1), features: new Int32Array(0) };
  return (_, row) => {
    if (row - first >= chunk.start.length - 1) {
      first = row;
      const read = readBags(textsOf(test.slice(row, row + chunkRows)), silent);
      chunk = selectBags(read, everyRow(read), index);
    }
    scoreNaiveBayes(model, chunk, row - first, scores);
    probabilitiesFromLogits(scores, probabilities);
    return chancesByLabel(labels, probabilities);
  };
}

function textsOf(examples: readonly LabelledText[]): string[] {
  return examples.map(({ text }) => text);
}

function everyRow({ start }: Bags): Int32Array {
  return Int32Array.from({ length: start.length - 1 }, (_, row) => row);
}
