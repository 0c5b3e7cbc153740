import type { Language } from './mail-words.ts';

/** What the verifier knows of a language. All words are in lower case. */
export interface LanguageRules {
  readonly language: Language;
  /** What a model is told to write in. */
  readonly name: string;
  /** The plain words that a model's text may consist of. */
  readonly vocabulary: ReadonlySet<string>;
  /** Number words, units of money, days and months. */
  readonly numbers: readonly string[];
  /** Exceptions to `numbers` and `claims`. */
  readonly idioms: readonly string[];
  readonly claims: readonly string[];
  /** Refused only where the draft has no offer. */
  readonly claimsWithoutOffer: readonly string[];
  readonly greetings: readonly string[];
  readonly titles: readonly string[];
  readonly greeted: readonly string[];
  readonly surnames: readonly string[];
}
