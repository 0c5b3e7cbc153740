import { languageOf } from '../language.ts';
import type { SentimentModel } from '../model.ts';
import { longestText } from '../normalise.ts';
import { chineseFinder } from './chinese-mentions.ts';
import { englishFinder, type ShopTerms } from './english-mentions.ts';
import { classifierWeight, logOddsBy } from './log-odds.ts';
import type { Mention } from './mention.ts';
import { sentencesOf } from './sentences.ts';

export type AspectFinder = (text: string) => Mention[];

/**
 * Finds which aspects a text speaks of and how: rules and word lists find the aspects and the opinions about them, and the trained classifier, where it knows the
 * language, has a say in each sentence's polarity. English and Chinese are read; of a text in another language nothing is said. An aspect of which one
 * text says several things has a mention for each sentence (in Chinese: each clause).
 */
export function createAspectFinder(terms: ShopTerms, model?: SentimentModel): AspectFinder {
  const finders = new Map([
    ['en', englishFinder(terms)],
    ['zh', chineseFinder(terms.ownTerms)],
  ]);
  return (text) => {
    const read = text.slice(0, longestText);
    const whole = languageOf(read);
    return sentencesOf(read).flatMap((sentence) => {
      const language = languageOfSentence(sentence.text, whole);
      const mentions = finders.get(language)?.(sentence) ?? [];
      const logOdds = mentions.length > 0 ? logOddsBy(model, language) : undefined;
      return logOdds ? withClassifier(mentions, logOdds(sentence.text)) : mentions;
    });
  };
}

/** Chinese is told in any sentence; other languages are told by the whole text, which says more, where that is not Chinese. */
function languageOfSentence(sentence: string, whole: string): string {
  const own = languageOf(sentence);
  return own === 'zh' || whole === 'zh' ? own : whole;
}

function withClassifier(mentions: readonly Mention[], logOdds: number): Mention[] {
  return mentions.map((mention) => {
    const score = mention.score + classifierWeight * logOdds;
    if (mention.polarity === 'neutral') return { ...mention, score };
    return { ...mention, score, polarity: score < 0 ? 'negative' : 'positive' };
  });
}
