import type { Sentiment } from '../label.ts';

/** One aspect that a text speaks of. */
export interface Mention {
  /** A known aspect's name (lexicon/aspects.*.txt), or the shop's own term. */
  readonly aspect: string;
  /** The words that name it, as written. */
  readonly term: string;
  /** neutral: named without words of opinion. */
  readonly polarity: Sentiment;
  /** Above 0 positive, below 0 negative; the farther the clearer. Of a neutral mention it says how the sentence sounds, if anything. */
  readonly score: number;
  /** The quoted span, from the term to the opinion about it: text.slice(start, end). */
  readonly start: number;
  readonly end: number;
}

/** An opinion word or phrase where it stands, in the units of the reader that found it. */
export interface Opinion {
  readonly start: number;
  readonly end: number;
  /** Below 0 negative. Negation, intensity and wishes are already in it. */
  readonly value: number;
}
