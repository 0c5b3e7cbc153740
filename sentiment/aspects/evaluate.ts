import type { LabelledText } from '../label.ts';
import { type SentimentModel, untrainedModel } from '../model.ts';
import { trainSentiment } from '../train.ts';
import { stemsOf } from './english-words.ts';
import { type AspectFinder, createAspectFinder } from './find-mentions.ts';
import type { LabelledAspect, LabelledProduct, LabelledSentence } from './labelled-sentences.ts';
import { classifierWeight, logOddsBy } from './log-odds.ts';
import type { Mention } from './mention.ts';
import { learnOwnTerms } from './own-terms.ts';

// A type and not an interface, so that it can be shown as a table of numbers by name.
export type AspectFigures = {
  readonly sentences: number;
  readonly with_opinion: number;
  /** Aspects marked in them. */
  readonly aspects: number;
  /** Telling sentences with an opinion about an aspect from all others. */
  readonly sentence_precision: number;
  readonly sentence_recall: number;
  readonly sentence_f1: number;
  /** In sentences with an opinion: naming the aspects that were marked. One that stands in the sentence in no word counts as missed unless a pronoun was found for it. */
  readonly mention_precision: number;
  readonly mention_recall: number;
  readonly mention_f1: number;
  /** Of all marked aspects, found or not: the share whose polarity is told right. */
  readonly polarity_accuracy: number;
  /** The same by word lists alone, and by always saying what is said most often of the other products. */
  readonly polarity_by_words: number;
  readonly polarity_most_frequent: number;
};

export interface AspectEvaluation {
  readonly all: AspectFigures;
  readonly products: Readonly<Record<string, AspectFigures>>;
}

interface Counts {
  sentences: number;
  opinions: number;
  told: number;
  toldRight: number;
  aspects: number;
  named: number;
  found: number;
  right: number;
  rightByWords: number;
  rightByFrequency: number;
}

/**
 * Leave one product out: of each product's labels nothing is seen. What its customers speak of is learnt from its texts, and how opinions sound from the
 * labelled sentences of the others; with one product alone the word lists must do.
 */
export function evaluateAspects(
  products: readonly LabelledProduct[],
  options: { readonly seed: number },
): AspectEvaluation {
  const all = noCounts();
  const figures = products.map((product) => {
    const others = products.filter((other) => other !== product).flatMap(({ sentences }) => sentences);
    const counts = countProduct(product, others, options);
    for (const key of Object.keys(all) as (keyof Counts)[]) all[key] += counts[key];
    return [product.name, figuresOf(counts)] as const;
  });
  return { all: figuresOf(all), products: Object.fromEntries(figures) };
}

function countProduct(
  product: LabelledProduct,
  others: readonly LabelledSentence[],
  options: { readonly seed: number },
): Counts {
  const ownTerms = learnOwnTerms(product.sentences.map(({ text }) => text));
  // The reviews are of one product: what they speak of most is the product itself.
  const terms = { ownTerms, productNames: ownTerms.slice(0, 1) };
  const model = modelFrom(others, options);
  const find = createAspectFinder(terms, model);
  const logOdds = logOddsBy(model, 'en') ?? (() => 0);
  const findByWords = createAspectFinder(terms);
  const positive = others.flatMap(({ aspects }) => aspects).filter(({ polarity }) => polarity === 'positive').length;
  const usual = positive * 2 >= others.flatMap(({ aspects }) => aspects).length ? 'positive' : 'negative';
  const counts = noCounts();
  for (const { text, aspects } of product.sentences) {
    const mentions = find(text);
    const opinions = mentions.filter(({ polarity }) => polarity !== 'neutral');
    counts.sentences++;
    if (opinions.length > 0) counts.told++;
    if (aspects.length === 0) continue;
    counts.opinions++;
    if (opinions.length > 0) counts.toldRight++;
    counts.aspects += aspects.length;
    counts.named += opinions.length;
    counts.found += pair(aspects, opinions, find).filter((mention) => mention).length;
    counts.right += rightPolarities(aspects, mentions, find, classifierWeight * logOdds(text));
    counts.rightByWords += rightPolarities(aspects, findByWords(text), find, 0);
    counts.rightByFrequency += aspects.filter(({ polarity }) => polarity === usual).length;
  }
  return counts;
}

/** How opinions sound, learnt from sentences whose aspects are all praised or all blamed. */
function modelFrom(sentences: readonly LabelledSentence[], options: { readonly seed: number }): SentimentModel {
  const examples = sentences.flatMap(({ text, aspects }): LabelledText[] => {
    const label = aspects[0]?.polarity;
    return label && aspects.every(({ polarity }) => polarity === label) ? [{ text, label }] : [];
  });
  const enough = examples.length >= 100 && new Set(examples.map(({ label }) => label)).size > 1;
  return enough ? trainSentiment(examples, options) : untrainedModel('There are too few sentences of other products');
}

/** The mention of each aspect, at most one each: one that shares a word with its name, otherwise one of the same known aspect. */
function pair(
  aspects: readonly LabelledAspect[],
  mentions: readonly Mention[],
  find: AspectFinder,
): (Mention | undefined)[] {
  const left = [...mentions];
  return aspects.map(({ name }) => {
    const stems = stemsOf(name);
    const known = find(name).map(({ aspect }) => aspect);
    const found =
      left.find(({ term }) => stemsOf(term).some((stem) => stems.includes(stem))) ??
      left.find(({ aspect }) => known.includes(aspect));
    if (found) left.splice(left.indexOf(found), 1);
    return found;
  });
}

/** Of an aspect that was not found, the polarity is that of the whole sentence: `sentence`, what the classifier says of it, and all opinions in it. */
function rightPolarities(
  aspects: readonly LabelledAspect[],
  mentions: readonly Mention[],
  find: AspectFinder,
  sentence: number,
): number {
  const whole = mentions.reduce((sum, { score }) => sum + score, sentence);
  const paired = pair(aspects, mentions, find);
  return aspects.filter(({ polarity }, i) => {
    const found = paired[i];
    const score = found && found.polarity !== 'neutral' ? found.score : whole;
    return (score < 0 ? 'negative' : 'positive') === polarity;
  }).length;
}

function noCounts(): Counts {
  return {
    sentences: 0,
    opinions: 0,
    told: 0,
    toldRight: 0,
    aspects: 0,
    named: 0,
    found: 0,
    right: 0,
    rightByWords: 0,
    rightByFrequency: 0,
  };
}

function figuresOf(counts: Counts): AspectFigures {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const f1 = (right: number, said: number, meant: number) => share(2 * right, said + meant);
  return {
    sentences: counts.sentences,
    with_opinion: counts.opinions,
    aspects: counts.aspects,
    sentence_precision: share(counts.toldRight, counts.told),
    sentence_recall: share(counts.toldRight, counts.opinions),
    sentence_f1: f1(counts.toldRight, counts.told, counts.opinions),
    mention_precision: share(counts.found, counts.named),
    mention_recall: share(counts.found, counts.aspects),
    mention_f1: f1(counts.found, counts.named, counts.aspects),
    polarity_accuracy: share(counts.right, counts.aspects),
    polarity_by_words: share(counts.rightByWords, counts.aspects),
    polarity_most_frequent: share(counts.rightByFrequency, counts.aspects),
  };
}
