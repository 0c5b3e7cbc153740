import type { LanguageRules } from './language-rules.ts';
import { englishWords, isPlainWord } from './plain-words.ts';
import type { TextUnderTest } from './verify.ts';

/** Latin letters, and the punctuation of plain prose. Digits, currency, %, @, /, brackets of markup, emoji and everything invisible are not in it. */
export const englishCharacters = /[A-Za-zÀ-ÖØ-öø-ÿ .,;:!?'’‘“”"()–—…-]/u;

/** Words that are neither plain nor of the draft's own titles: a name, another product, another language. */
export function unknownEnglish(text: string, own: readonly string[], rules: LanguageRules): string[] {
  const owned = new Set(own.flatMap(englishWords));
  return englishWords(text).filter((word) => !owned.has(word) && !isPlainWord(word, rules));
}

/** Number words, units and dates. */
export function englishNumbers(text: string, rules: LanguageRules): string[] {
  const numbers = new Set(rules.numbers);
  return englishWords(withoutIdioms(text, rules)).filter((word) => numbers.has(word));
}

/** Phrases that promise or press. */
export function englishClaims(text: string, claims: readonly string[], rules: LanguageRules): string[] {
  const flat = ` ${englishWords(withoutIdioms(text, rules)).join(' ')} `;
  return claims.filter((claim) => flat.includes(` ${englishWords(claim).join(' ')} `));
}

/** Words in capitals (a code, shouting), and plain words that are a customer's name where a name would stand (“…, Grace”). */
export function englishNames({ names }: TextUnderTest, text: string): string[] {
  return [...text.matchAll(/\p{L}[\p{L}'’]*/gu)]
    .filter((match) => {
      const [word] = match;
      if (/\p{Lu}/u.test(word.slice(1)) && word !== 'OK') return true;
      return /^\p{Lu}/u.test(word) && names.has(word.toLowerCase()) && isNamePosition(text, match.index, word);
    })
    .map(([word]) => word);
}

/** Not at the beginning of a sentence, or there but before a comma. */
function isNamePosition(text: string, index: number, word: string): boolean {
  const begins = /(?:^|[.!?…:]["”’)]*\s+|^["“‘(]+)$/u.test(text.slice(0, index));
  return !begins || /^\s*[,!]/.test(text.slice(index + word.length));
}

function withoutIdioms(text: string, { idioms }: LanguageRules): string {
  return idioms.reduce((rest, idiom) => rest.replaceAll(idiom, ' | '), text.toLowerCase());
}
