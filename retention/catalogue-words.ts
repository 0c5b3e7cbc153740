import { cleanText } from './clean-text.ts';
import type { LanguageRules } from './language-rules.ts';
import { englishWords, isPlainWord, uncoveredChinese } from './plain-words.ts';

/** Titles of the catalogue that could hide in plain words: a model may write “love” and “letter”, but not name the Love Letter when it is not in the draft. */
export interface CatalogueWords {
  /** English titles of two words and more, in lower case. */
  readonly titles: ReadonlySet<string>;
  /** Runs of four Chinese characters in titles; a title of two or three is one run. */
  readonly runs: ReadonlySet<string>;
}

const runLength = 4;
const mostWords = 8;
const titleLength = 200;

/** Reads the titles of the whole catalogue once. A title with a word that is not plain needs no entry: the word alone is refused. */
export function catalogueWords(
  titles: Iterable<string>,
  rules: { readonly en: LanguageRules; readonly zh: LanguageRules },
): CatalogueWords {
  const english = new Set<string>();
  const runs = new Set<string>();
  for (const title of titles) {
    const clean = cleanText(title, titleLength);
    const words = englishWords(clean);
    if (words.length > 1 && words.length <= mostWords && words.every((word) => isPlainWord(word, rules.en))) {
      english.add(words.join(' '));
    }
    if (uncoveredChinese(clean, rules.zh).length === 0) for (const run of runsOf(clean)) runs.add(run);
  }
  return { titles: english, runs };
}

/** What the text names of the catalogue that is in none of the draft's own titles. */
export function foreignTitles(text: string, own: readonly string[], catalogue: CatalogueWords): string[] {
  const ownWords = ` ${own.flatMap((title) => [...englishWords(title), '|']).join(' ')} `;
  const words = englishWords(text);
  const found: string[] = [];
  for (let start = 0; start < words.length; start++) {
    for (let count = 2; count <= mostWords && start + count <= words.length; count++) {
      const phrase = words.slice(start, start + count).join(' ');
      if (catalogue.titles.has(phrase) && !ownWords.includes(` ${phrase} `)) found.push(phrase);
    }
  }
  const ownRuns = new Set(own.flatMap((title) => [...runsOf(title)]));
  return [...found, ...[...runsOf(text)].filter((run) => catalogue.runs.has(run) && !ownRuns.has(run))];
}

function* runsOf(text: string): Generator<string> {
  for (const [stretch] of text.matchAll(/\p{Script=Han}{2,}/gu)) {
    const characters = [...stretch];
    if (characters.length < runLength) yield stretch;
    for (let start = 0; start + runLength <= characters.length; start++) {
      yield characters.slice(start, start + runLength).join('');
    }
  }
}
