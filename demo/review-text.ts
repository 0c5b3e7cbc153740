import { type Random, shuffle } from '../config/index.ts';
import { phrase, pick } from './draws.ts';
import type { Experience } from './experience.ts';
import type { Aspect, ReviewWords } from './review-words.ts';
import { chineseReviewWords } from './review-words-chinese.ts';
import { englishReviewWords } from './review-words-english.ts';
import type { ShopProduct } from './shop.ts';

export interface ReviewText {
  /** Undefined where the customer wrote none. */
  readonly title?: string;
  readonly text?: string;
}

type Clause = { readonly words: string; readonly good: boolean };

/** A review in the customer's language (all but the Chinese write English) whose words tell the experience and fit the stars. One in nine gives stars alone. */
export function writeReview(
  about: { experience: Experience; stars: number; product: ShopProduct; chinese: boolean },
  random: Random,
): ReviewText {
  if (random() < 0.11) return {};
  const words = about.chinese ? chineseReviewWords : englishReviewWords;
  const thing = about.chinese ? about.product.noun.chinese : about.product.noun.english;
  const say = (templates: readonly string[]) => phrase(pick(templates, random), { thing }, random).trim();
  const verdict = (['awful', 'poor', 'mixed', 'good', 'great'] as const)[about.stars - 1]!;

  const clauses = whatToSay(about, random).map(([part, good]) => ({ words: say(phrasesFor(words, part, good)), good }));
  const sentences = [joinClauses(clauses, words, random)];
  if (random() < 0.3) sentences.unshift(say(words.contexts));
  if (random() < 0.6)
    random() < 0.5 ? sentences.unshift(say(words.verdicts[verdict])) : sentences.push(say(words.verdicts[verdict]));
  if (about.stars !== 3 && random() < 0.4) sentences.push(say(words.closings[about.stars > 3 ? 'happy' : 'unhappy']));
  const text = about.chinese ? punctuateChinese(sentences, words, random) : punctuateEnglish(sentences, words, random);
  return random() < 0.55 ? { title: say(words.titles[verdict]), text } : { text };
}

type Part = Aspect | 'broken' | 'unexpected';

/** The parts that a review speaks about, each with whether it is praise. Several of mixed feelings, some of one mind. */
function whatToSay(
  { experience, stars, product }: { experience: Experience; stars: number; product: ShopProduct },
  random: Random,
): [Part, boolean][] {
  const pleasant = shuffle<Aspect[]>(
    ['quality', 'quality', 'delivery', 'price', 'packaging', ...(product.latent.sized ? ['size' as const] : [])],
    random,
  ).filter((aspect, index, all) => all.indexOf(aspect) === index);
  switch (experience) {
    case 'delighted':
      return [...pleasant.slice(0, random() < 0.4 ? 3 : 2).map(praise), ...maybe(0.1, ['support', true], random)];
    case 'fine': {
      const grumble = stars <= 4 && random() < (stars === 3 ? 0.9 : 0.42);
      const [first, second] = pleasant as [Aspect, Aspect];
      const small = pick(['price', 'packaging'] as const, random);
      return grumble && small !== first
        ? [praise(first), [small, false]]
        : [praise(first), ...maybe(0.4, [second, true], random)];
    }
    case 'mismatched':
      return [
        [product.latent.sized && random() < 0.75 ? 'size' : 'unexpected', false],
        ...(stars === 3 || random() < 0.45
          ? [[pick(['quality', 'delivery', 'price'] as const, random), true] as [Part, boolean]]
          : []),
        ...maybe(stars === 1 ? 0.5 : 0.1, ['support', false], random),
      ];
    case 'late':
      return [
        ['delivery', false],
        ...(stars >= 3 || random() < 0.45 ? [['quality', true] as [Part, boolean]] : []),
        ...maybe(stars === 1 ? 0.6 : 0.15, ['support', false], random),
      ];
    case 'defective':
      return [
        ['broken', false],
        ...(stars === 1 ? maybe(0.45, ['support', false], random) : maybe(0.7, ['support', true], random)),
        ...maybe(0.2, [pick(['packaging', 'quality'] as const, random), false], random),
      ];
  }
}

const praise = (aspect: Aspect): [Part, boolean] => [aspect, true];

function maybe(chance: number, part: [Part, boolean], random: Random): [Part, boolean][] {
  return random() < chance ? [part] : [];
}

function phrasesFor(words: ReviewWords, part: Part, good: boolean): readonly string[] {
  if (part === 'broken' || part === 'unexpected') return words[part];
  return words.aspects[part][good ? 'good' : 'bad'];
}

function joinClauses(clauses: readonly Clause[], words: ReviewWords, random: Random): string {
  // Of mixed feelings some name the good side first and some the bad.
  const order = random() < 0.3 ? [...clauses].reverse() : clauses;
  let text = order[0]!.words;
  for (let i = 1; i < order.length; i++) {
    if (order[i]!.good === order[i - 1]!.good) {
      text += pick(words.additions, random) + order[i]!.words;
      continue;
    }
    const { before, between } = pick(fitting(words, order[i]!.good, i === 1), random);
    text = `${before}${text}${between}${order[i]!.words}`;
  }
  return text;
}

/** The contrasts that fit before a clause: some announce a complaint, some must begin the sentence. */
function fitting(words: ReviewWords, good: boolean, opens: boolean): ReviewWords['contrasts'] {
  return words.contrasts.filter(
    ({ before, complaintSecond }) => (!complaintSecond || !good) && (opens || before === ''),
  );
}

/** Sentences as people type them: most with capitals and full stops, some shouting, some in lower case, some with slips of the keys. */
function punctuateEnglish(sentences: readonly string[], words: ReviewWords, random: Random): string {
  const careless = random() < 0.12;
  let text = sentences
    .map((sentence) => (careless ? sentence : capitalised(sentence)))
    .join(random() < 0.1 ? words.stopAfterShout : words.stop);
  if (!careless)
    text = text.replace(/([.!] )([a-z])/g, (_, stop: string, letter: string) => stop + letter.toUpperCase());
  text = text.replace(/\bi\b/g, careless ? 'i' : 'I').replace(/,{2,}/g, ',');
  if (random() < 0.08) text = withSlip(text, random);
  return text + pick(['.', '.', '.', '!', '', careless ? '' : '.'], random);
}

function punctuateChinese(sentences: readonly string[], words: ReviewWords, random: Random): string {
  const joined = sentences.join(random() < 0.35 ? '，' : random() < 0.15 ? words.stopAfterShout : words.stop);
  return joined + pick(['。', '。', '！', '！！', '', '～', '。'], random);
}

const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Two neighbouring letters inside a word change places. */
function withSlip(text: string, random: Random): string {
  const places = [...text.matchAll(/[a-z](?=[a-z]{2})/g)].map((match) => match.index + 1);
  if (places.length === 0) return text;
  const at = pick(places, random);
  return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
}
