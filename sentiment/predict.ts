import type { Classifier } from './classifier.ts';
import { createFeatureReader } from './features.ts';
import type { Sentiment } from './label.ts';
import { detectLanguage } from './language.ts';
import { probabilitiesFromLogits } from './softmax.ts';

/** Answers one text after another; its buffers are its own. */
export interface Predictor {
  /** Each label's probability, in the model's order. The array is written over by the next call. */
  predict(text: string): {
    readonly probabilities: Float64Array;
    /** Whether the text has anything in it that the training met; without, the probabilities are the labels' shares there. */
    readonly known: boolean;
    readonly language: string;
  };
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

function createPredictor({ vocabulary, columns, table, bias, labels }: Classifier): Predictor {
  const reader = createFeatureReader(vocabulary.kept);
  const { index } = vocabulary;
  const stride = columns + 1;
  // The number of the text that a feature was last met in: each counts once a text.
  const lastMet = new Uint32Array(vocabulary.buckets.length);
  let now = 0;
  const logits = new Float64Array(columns);
  const probabilities = new Float64Array(labels.length);
  return {
    predict(text) {
      const found = reader.read(text);
      now++;
      if (now === 0xffffffff) {
        lastMet.fill(0);
        now = 1;
      }
      let square = 0;
      logits.fill(0);
      for (let i = 0; i < found; i++) {
        const feature = index[reader.buckets[i]!]!;
        if (lastMet[feature] === now) continue;
        lastMet[feature] = now;
        const row = feature * stride;
        square += table[row]!;
        for (let c = 0; c < columns; c++) logits[c]! += table[row + 1 + c]!;
      }
      const inverseNorm = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let c = 0; c < columns; c++) logits[c] = logits[c]! * inverseNorm + bias[c]!;
      probabilitiesFromLogits(logits, probabilities);
      return { probabilities, known: square > 0, language: detectLanguage(text, reader.kindCounts) };
    },
  };
}

export type Chances = Readonly<Record<Sentiment, number>>;

/** Each label's probability by its name; 0 for those that the model does not know. */
export function chancesByLabel(labels: readonly Sentiment[], probabilities: Float64Array): Chances {
  const chances = { negative: 0, neutral: 0, positive: 0 };
  for (let k = 0; k < labels.length; k++) chances[labels[k]!] = probabilities[k]!;
  return chances;
}
