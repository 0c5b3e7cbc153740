import { readFileSync } from 'node:fs';
import { type Language, languages } from '../../config/index.ts';

/** What the lexicon knows of one language; files in lexicon/, one a kind and language. */
export interface Lexicon {
  /** Words that name an aspect → the aspect. */
  readonly aspects: ReadonlyMap<string, string>;
  /** Words that name an aspect and judge it at once → the aspect. */
  readonly judging: ReadonlyMap<string, string>;
  /** Words that judge: 1 or −1. */
  readonly opinions: ReadonlyMap<string, number>;
  readonly negations: ReadonlySet<string>;
  readonly intensifiers: ReadonlySet<string>;
  readonly diminishers: ReadonlySet<string>;
  readonly contrasts: ReadonlySet<string>;
  readonly wishes: ReadonlySet<string>;
}

const loaded = new Map<Language, Lexicon>();

/** The lexicon of a language, read once. */
export function lexiconOf(language: Language): Lexicon {
  let lexicon = loaded.get(language);
  if (lexicon === undefined) {
    lexicon = parseLexicon(read(`aspects.${language}.txt`), read(`opinions.${language}.txt`));
    loaded.set(language, lexicon);
  }
  return lexicon;
}

/** The names of all aspects that the lexicons know, in their order. */
export function knownAspects(): string[] {
  return [...new Set(languages.flatMap((language) => [...lexiconOf(language).aspects.values()]))];
}

/** What an aspect is called in a report: in Chinese the first word of its line; the shop's own terms are in the customers' language already. */
export function aspectName(aspect: string, language: Language): string {
  if (language === 'en') return aspect;
  for (const [word, named] of lexiconOf(language).aspects) if (named === aspect) return word;
  return aspect;
}

function read(name: string): string {
  return readFileSync(new URL(`lexicon/${name}`, import.meta.url), 'utf8');
}

/** `aspects` has lines “aspect: words = judging words”; `opinions` has sections of words. Lines that begin with ; are comments. */
export function parseLexicon(aspectsText: string, opinionsText: string): Lexicon {
  const aspects = new Map<string, string>();
  const judging = new Map<string, string>();
  for (const line of linesOf(aspectsText)) {
    const [aspect, words] = line.split(': ') as [string, string];
    const [naming, alsoJudging] = words.split(' = ');
    for (const word of divide(naming)) aspects.set(word, aspect);
    for (const word of divide(alsoJudging)) judging.set(word, aspect);
  }
  const sections = new Map<string, string[]>();
  let words: string[] = [];
  for (const line of linesOf(opinionsText)) {
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    if (heading) {
      words = [];
      sections.set(heading, words);
    } else {
      words.push(...divide(line));
    }
  }
  const section = (name: string) => sections.get(name) ?? [];
  return {
    aspects,
    judging,
    // A word of both kinds counts as negative: “cheap looking” is worse than “cheap” is good.
    opinions: new Map([
      ...section('positive').map((word) => [word, 1] as const),
      ...section('negative').map((word) => [word, -1] as const),
    ]),
    negations: new Set(section('negation')),
    intensifiers: new Set(section('intensifier')),
    diminishers: new Set(section('diminisher')),
    contrasts: new Set(section('contrast')),
    wishes: new Set(section('wish')),
  };
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith(';'));
}

export function divide(words: string | undefined): string[] {
  return (words ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
