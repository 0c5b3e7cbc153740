import { baseStems, type Word, wordsOf } from './english-words.ts';

/** Phrases of one or more words, found by their stems, each with what it stands for. */
export interface Phrases<T> {
  /** The longest phrase that begins at that word, and how many words it has. */
  exactly(words: readonly Word[], index: number): { readonly value: T; readonly length: number } | undefined;
  /** The same; words alone are also found by their comparative, superlative and adverb. */
  at(words: readonly Word[], index: number): { readonly value: T; readonly length: number } | undefined;
}

/** Of two phrases with the same stems the later one counts. */
export function indexPhrases<T>(phrases: Iterable<readonly [phrase: string, value: T]>): Phrases<T> {
  const byFirst = new Map<string, { readonly rest: readonly string[]; readonly value: T }[]>();
  for (const [phrase, value] of phrases) {
    const [first, ...rest] = wordsOf(phrase).map(({ stem }) => stem);
    if (first === undefined) continue;
    const others = (byFirst.get(first) ?? []).filter((other) => other.rest.join(' ') !== rest.join(' '));
    byFirst.set(
      first,
      [...others, { rest, value }].sort((a, b) => b.rest.length - a.rest.length),
    );
  }
  const single = (stem: string) => byFirst.get(stem)?.find(({ rest }) => rest.length === 0);
  const exactly: Phrases<T>['exactly'] = (words, index) => {
    const found = byFirst
      .get(words[index]!.stem)
      ?.find(({ rest }) => rest.every((stem, i) => words[index + 1 + i]?.stem === stem));
    return found && { value: found.value, length: found.rest.length + 1 };
  };
  return {
    exactly,
    at(words, index) {
      const found = exactly(words, index);
      if (found) return found;
      for (const stem of baseStems(words[index]!.text)) {
        const base = single(stem);
        if (base) return { value: base.value, length: 1 };
      }
      return undefined;
    },
  };
}
