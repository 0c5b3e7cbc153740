import type { Classifier } from './classifier.ts';
import { type Sentiment, type SentimentAnswer, sentiments } from './label.ts';
import { languageOf } from './language.ts';
import { knowsLanguage, type SentimentModel } from './model.ts';
import { type Chances, chancesByLabel, type Prediction } from './predict.ts';
import { predictMany } from './predict-many.ts';
import { readWithVader } from './vader.ts';

/**
 * One answer a text, in their order: by the trained classifier for the languages it has learnt, by VADER for other English, and `unknown` with the reason for
 * everything else. Without a model (`undefined`, where none was ever saved) the same as with one that had no labels to learn from.
 */
export function classify(model: SentimentModel | undefined, texts: readonly string[]): SentimentAnswer[] {
  return classifyLearnt(model, texts).map((answer, i) => answer ?? byLexicon(texts[i]!));
}

/** One answer a text by the trained classifier alone; undefined for a text in a language that it has not learnt. */
export function classifyLearnt(
  model: SentimentModel | undefined,
  texts: readonly string[],
): (SentimentAnswer | undefined)[] {
  const classifier = model?.classifier;
  if (!classifier) return texts.map(() => undefined);
  const answers = new Array<SentimentAnswer | undefined>(texts.length);
  predictMany(classifier, texts, (prediction, i) => {
    answers[i] = answerFrom(classifier, prediction);
  });
  return answers;
}

/** undefined when the text is none that the classifier has learnt to read. */
function answerFrom(
  classifier: Classifier,
  { probabilities, known, language }: Prediction,
): SentimentAnswer | undefined {
  if (!known || !knowsLanguage(classifier, language)) return undefined;
  return answer(chancesByLabel(classifier.labels, probabilities), 'model', language);
}

function byLexicon(text: string): SentimentAnswer {
  const language = languageOf(text);
  if (language === 'en') return answer(readWithVader(text), 'vader', language);
  return {
    label: 'unknown',
    probabilities: { negative: 0, neutral: 0, positive: 0 },
    confidence: 0,
    source: 'none',
    language,
    reason: reasonFor(text, language),
  };
}

function reasonFor(text: string, language: string): string {
  if (text.trim() === '') return 'the text is empty';
  if (language === 'und') return 'the text has nothing in it that could be read';
  return `no labelled texts in this language (${language}) to learn from`;
}

function answer(probabilities: Chances, source: 'model' | 'vader', language: string): SentimentAnswer {
  let label: Sentiment = 'negative';
  for (const other of sentiments) if (probabilities[other] > probabilities[label]) label = other;
  return { label, probabilities, confidence: probabilities[label], source, language };
}
