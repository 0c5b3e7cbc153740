import { readFileSync } from 'node:fs';
import { languageOf } from '../language.ts';
import { readEnglish } from './english-opinions.ts';
import { stemOf, stemsOf, type Word, wordsOf } from './english-words.ts';
import { divide, lexiconOf, linesOf } from './lexicon.ts';
import { chineseTerms } from './own-terms-chinese.ts';
import { sentencesOf } from './sentences.ts';

/** What a noun phrase begins after. */
const determiners = new Set(
  'a an the this that these those my your his her its our their no any each every'.split(' '),
);
const longestPhrase = 3;
/** A term stands in at least this many texts, and in this many times the square root of all of them. */
const fewestTexts = 3;
const perRoot = 0.3;
/** Of the places where a term stands, at least this share has it as a noun phrase. */
const leastNominal = 0.3;
/** A word that stands in a longer term in this share of its texts is none of its own. */
const withinLonger = 0.8;
const mostTerms = 300;

interface Count {
  readonly written: Map<string, number>;
  texts: number;
  lastText: number;
}

/**
 * What a shop's customers speak of beside the known aspects, the most frequent first: English noun phrases of one to three words, in lower case, and what Chinese
 * clauses begin with and judge. “the scroll wheel is …” names “scroll wheel”. An English word is one in all its inflections; its commonest form is returned.
 */
export function learnOwnTerms(texts: readonly string[]): string[] {
  const fewest = Math.max(fewestTexts, perRoot * Math.sqrt(texts.length));
  const byLanguage = Map.groupBy(texts, (text) => languageOf(text));
  return [...englishTerms(byLanguage.get('en') ?? [], fewest), ...chineseTerms(byLanguage.get('zh') ?? [], fewest)]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostTerms)
    .map(([term]) => term);
}

function englishTerms(texts: readonly string[], fewest: number): (readonly [term: string, texts: number])[] {
  const phrases = new Map<string, Count>();
  const anywhere = new Map<string, number>();
  for (const [text, content] of texts.entries()) {
    const seen = new Set<string>();
    for (const sentence of sentencesOf(content)) {
      const words = wordsOf(sentence.text);
      for (const { stem } of words) seen.add(stem);
      for (const phrase of nounPhrases(words)) count(phrases, phrase, text);
    }
    for (const stem of seen) anywhere.set(stem, (anywhere.get(stem) ?? 0) + 1);
  }
  const known = new Set(
    [...lexiconOf('en').aspects.keys(), ...lexiconOf('en').judging.keys()].map((term) => stemsOf(term).join(' ')),
  );
  const kept = [...phrases]
    .filter(([stems, { texts: found }]) => found >= fewest && !known.has(stems))
    .filter(([stems, { texts: found }]) => stems.includes(' ') || found >= leastNominal * anywhere.get(stems)!);
  return kept
    .filter(
      ([stems, { texts: found }]) =>
        !kept.some(([longer, { texts: inLonger }]) => longer.endsWith(` ${stems}`) && inLonger >= withinLonger * found),
    )
    .map(([, { written, texts: found }]) => [commonest(written), found] as const);
}

function commonest(written: ReadonlyMap<string, number>): string {
  return [...written].reduce((most, form) => (form[1] > most[1] ? form : most))[0];
}

function count(phrases: Map<string, Count>, words: readonly Word[], text: number): void {
  const stems = words.map(({ stem }) => stem).join(' ');
  const found = phrases.get(stems) ?? { written: new Map(), texts: 0, lastText: -1 };
  const form = words.map((word) => word.text).join(' ');
  found.written.set(form, (found.written.get(form) ?? 0) + 1);
  if (found.lastText !== text) found.texts++;
  found.lastText = text;
  phrases.set(stems, found);
}

/** What stands after a determiner, opinion words left out, up to a mark or a word that ends a noun phrase. */
function nounPhrases(words: readonly Word[]): Word[][] {
  const found: Word[][] = [];
  for (let i = 0; i < words.length; i++) {
    if (!determiners.has(words[i]!.text)) continue;
    const phrase: Word[] = [];
    for (let j = i + 1; j < words.length && phrase.length < longestPhrase; j++) {
      const word = words[j]!;
      if (word.afterMark || isFunctionWord(word)) break;
      if (isOpinion(word.text)) {
        if (phrase.length > 0) break;
      } else phrase.push(word);
    }
    if (phrase.length > 0) found.push(phrase);
    // The head is the last word: “the color screen” speaks of a screen too.
    if (phrase.length > 1) found.push(phrase.slice(-1));
  }
  return found;
}

let functionStems: ReadonlySet<string> | undefined;

function isFunctionWord({ text, stem }: Word): boolean {
  functionStems ??= new Set(
    linesOf(readFileSync(new URL('lexicon/function-words.en.txt', import.meta.url), 'utf8'))
      .flatMap(divide)
      .flatMap((word) => [word, stemOf(word)]),
  );
  return (
    text.length < 2 || /^\d/.test(text) || text.includes("'") || functionStems.has(text) || functionStems.has(stem)
  );
}

const opinionWords = new Map<string, boolean>();

function isOpinion(word: string): boolean {
  let opinion = opinionWords.get(word);
  if (opinion === undefined) {
    opinion = /ly$/.test(word) || readEnglish(word).opinions.length > 0;
    opinionWords.set(word, opinion);
  }
  return opinion;
}
