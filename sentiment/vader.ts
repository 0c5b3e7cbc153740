import vader from 'vader-sentiment';
import { longestText } from './normalise.ts';
import type { Chances } from './predict.ts';

/**
 * How steeply VADER's compound score becomes chances. The likelihood is greatest at 1.1 on sentences of film reviews (Stanford's treebank, three labels) and at
 * 2.2 on sentences of product reviews (two labels); this stands between, so the chances of a text without a trained model are rough.
 */
const steepness = 1.5;
/** From this compound score on a text counts as positive, from its negative on as negative (Hutto and Gilbert 2014). */
const threshold = 0.05;

/** What VADER's English lexicon says of a text. The likeliest label is the one that VADER's own thresholds give. */
export function readWithVader(text: string): Chances {
  const { compound } = vader.SentimentIntensityAnalyzer.polarity_scores(text.slice(0, longestText).toWellFormed());
  const negative = Math.exp(-steepness * compound);
  const neutral = Math.exp(steepness * threshold);
  const positive = Math.exp(steepness * compound);
  const sum = negative + neutral + positive;
  return { negative: negative / sum, neutral: neutral / sum, positive: positive / sum };
}
