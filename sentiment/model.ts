import type { Classifier } from './classifier.ts';

/** What a shop's texts are read with. */
export interface SentimentModel {
  /** Fingerprint of what was saved; empty until it is. */
  readonly version: string;
  /** null when the shop has no labels to learn from: English is then read by VADER, other languages not at all. */
  readonly classifier: Classifier | null;
  /** What a person should know of it, in whole sentences. */
  readonly notes: readonly string[];
}

/** A language that fewer of the training's examples were written in is not the classifier's to judge. */
const fewestOfLanguage = 20;

/** Whether the classifier has learnt from texts in that language. Texts without letters (emoji, digits) are everybody's. */
export function knowsLanguage(classifier: Classifier, language: string): boolean {
  return language === 'und' || (classifier.training.languages[language] ?? 0) >= fewestOfLanguage;
}

/** The model for a shop without labels, with why there are none. */
export function untrainedModel(reason: string): SentimentModel {
  return {
    version: '',
    classifier: null,
    notes: [`${reason}: English is read by VADER's lexicon, other languages stay “unknown”.`],
  };
}

export function trainedModel(classifier: Classifier): SentimentModel {
  const { examples, languages, validationAccuracy, validationExamples } = classifier.training;
  const known = Object.keys(languages).filter((language) => language !== 'und' && knowsLanguage(classifier, language));
  return {
    version: '',
    classifier,
    notes: [
      `Learnt ${classifier.labels.join(', ')} from ${examples.toLocaleString('en')} labelled texts (${known.join(', ') || 'no language often enough'}); ` +
        `right on ${(validationAccuracy * 100).toFixed(1)} % of ${validationExamples.toLocaleString('en')} held out.`,
      known.includes('en')
        ? 'Other languages stay “unknown”.'
        : "English, with too few labels of its own, is read by VADER's lexicon; other languages stay “unknown”.",
    ],
  };
}
