import { type EnglishReading, readEnglish } from './english-opinions.ts';
import { lexiconOf } from './lexicon.ts';
import type { Mention, Opinion } from './mention.ts';
import { indexPhrases, type Phrases } from './phrases.ts';
import type { Piece } from './sentences.ts';

/** An opinion counts 1 / (1 + distance × this), the distance in words between it and the term (Ding, Liu and Yu 2008 divide by the distance itself). */
const fading = 0.3;
/** What an opinion beyond a contrast or a mark still counts. */
const acrossContrast = 0.25;
const acrossMark = 0.7;
/** Scores nearer to 0 are no opinion. */
const leastScore = 0.12;
/** A term has an opinion when it is the nearest to one, or has at least this share of the nearest's weight. */
const nearEnough = 0.6;

interface Named {
  readonly aspect: string;
  readonly judging: boolean;
}
interface Hit extends Named {
  /** Numbers of words. */
  readonly start: number;
  readonly end: number;
}

export interface ShopTerms {
  /** What the shop's customers speak of beside the known aspects. */
  readonly ownTerms: readonly string[];
  /** What they call the product itself. */
  readonly productNames: readonly string[];
}

export const product = 'product';

/** Finds the aspects in English sentences. Where the shop's own terms and known aspects meet, the longer wins, then the known aspect. */
export function englishFinder({ ownTerms, productNames }: ShopTerms): (sentence: Piece) => Mention[] {
  const { aspects, judging } = lexiconOf('en');
  const phrases = indexPhrases<Named>([
    ...ownTerms.map((term) => [term, { aspect: term, judging: false }] as const),
    ...[...judging].map(([term, aspect]) => [term, { aspect, judging: true }] as const),
    ...[...aspects].map(([term, aspect]) => [term, { aspect, judging: false }] as const),
    ...productNames.map((term) => [term, { aspect: product, judging: false }] as const),
  ]);
  return (sentence) => {
    const reading = readEnglish(sentence.text);
    return mentionsOf(hitsIn(reading, phrases), reading, sentence);
  };
}

/** Each aspect's terms once: of several words for one aspect all stay, the same word twice does not. */
function hitsIn({ words }: EnglishReading, phrases: Phrases<Named>): Hit[] {
  const hits = new Map<string, Hit>();
  for (let i = 0; i < words.length; ) {
    const found = phrases.at(words, i);
    const end = i + (found?.length ?? 1);
    if (found) {
      const stems = words.slice(i, end).map(({ stem }) => stem);
      const key = found.value.aspect === product ? product : `${found.value.aspect} ${stems.join(' ')}`;
      if (!hits.has(key)) hits.set(key, { ...found.value, start: i, end });
    }
    i = end;
  }
  return [...hits.values()];
}

function mentionsOf(all: readonly Hit[], reading: EnglishReading, sentence: Piece): Mention[] {
  const { opinions } = reading;
  // “easy to use” says nothing more of its own where the clause names what is easy to use.
  const hits = all.filter(
    (hit) => !hit.judging || !all.some((other) => !other.judging && inOneClause(hit, other, reading)),
  );
  const weights = hits.map((hit) => opinions.map((opinion) => weightOf(opinion, hit, reading)));
  const best = opinions.map((_, o) => Math.max(...weights.map((of) => of[o]!)));
  const mentions = hits.map((hit, h) => {
    const own = weights[h]!.map((weight, o) => (weight >= nearEnough * best[o]! ? weight : 0));
    return mentionOf(hit, own, reading, sentence);
  });
  if (mentions.some(({ polarity }) => polarity !== 'neutral')) return mentions;
  const whole = mentionOfWhole(reading, sentence);
  return whole ? [...mentions.filter(({ aspect }) => aspect !== product), whole] : mentions;
}

/** “I love it”: an opinion about no aspect is one about the product, when a pronoun stands for it. */
function mentionOfWhole(reading: EnglishReading, sentence: Piece): Mention | undefined {
  const { words, opinions } = reading;
  const at = words.findIndex(({ text }) => pronouns.has(text));
  const sum = opinions.reduce((total, { value }) => total + value, 0);
  if (at < 0 || Math.abs(sum) < leastWhole) return undefined;
  const hit = { aspect: product, judging: false, start: at, end: at + 1 };
  return mentionOf(
    hit,
    opinions.map(() => 1),
    reading,
    sentence,
  );
}

const pronouns = new Set(['it', 'this', 'they', 'them', 'these', 'one']);
const leastWhole = 0.5;

function inOneClause(a: Hit, b: Hit, { words }: EnglishReading): boolean {
  const [from, to] = a.end <= b.start ? [a.end, b.start] : [b.end, a.start];
  return !words.slice(from, to + 1).some(({ afterMark }) => afterMark);
}

function mentionOf(
  hit: Hit,
  weights: readonly number[],
  { words, opinions }: EnglishReading,
  sentence: Piece,
): Mention {
  let score = 0;
  let nearest: Opinion | undefined;
  let most = 0;
  for (const [o, opinion] of opinions.entries()) {
    const part = weights[o]! * opinion.value;
    score += part;
    if (Math.abs(part) > most) {
      most = Math.abs(part);
      nearest = opinion;
    }
  }
  const quoted = nearest && Math.abs(score) >= leastScore ? nearest : hit;
  const first = words[Math.min(hit.start, quoted.start)]!;
  const last = words[Math.max(hit.end, quoted.end) - 1]!;
  const [begin, end] = [words[hit.start]!.start, words[hit.end - 1]!.end];
  return {
    aspect: hit.aspect,
    term: sentence.text.slice(begin, end),
    polarity: Math.abs(score) < leastScore ? 'neutral' : score < 0 ? 'negative' : 'positive',
    score,
    start: sentence.start + first.start,
    end: sentence.start + last.end,
  };
}

function weightOf(opinion: Opinion, hit: Hit, { words, contrasts }: EnglishReading): number {
  const [from, to] = opinion.start >= hit.end ? [hit.end, opinion.start] : [opinion.end, hit.start];
  const distance = Math.max(0, to - from);
  let weight = 1 / (1 + fading * distance);
  if (contrasts.some((at) => at >= from && at < to)) weight *= acrossContrast;
  const divided = words.slice(from, to + 1).some(({ afterMark }) => afterMark);
  return distance > 0 && divided ? weight * acrossMark : weight;
}
