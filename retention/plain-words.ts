import type { LanguageRules } from './language-rules.ts';

/** An English ending, and what may stand in its place. */
const endings: readonly [string, ...string[]][] = [
  ["'s", ''],
  ["s'", 's', ''],
  ['ies', 'y'],
  ['es', '', 'e'],
  ['s', ''],
  ['ied', 'y'],
  ['ed', '', 'e'],
  ['ing', '', 'e'],
  ['ly', '', 'le'],
  ['ily', 'y'],
  ['ness', ''],
  ['iness', 'y'],
  ['est', '', 'e'],
];

/** Whether an English word, in lower case, is of the vocabulary, as it stands or without a common ending. */
export function isPlainWord(word: string, { vocabulary }: LanguageRules): boolean {
  if (vocabulary.has(word)) return true;
  const stems = endings.flatMap(([ending, ...replacements]) =>
    word.endsWith(ending) && word.length > ending.length + 2
      ? replacements.map((replacement) => word.slice(0, -ending.length) + replacement)
      : [],
  );
  return stems.some((stem) => vocabulary.has(stem) || (/(.)\1$/.test(stem) && vocabulary.has(stem.slice(0, -1))));
}

/** The words of an English text, in lower case, with straight apostrophes. */
export function englishWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/\p{L}(?:[\p{L}']*\p{L})?/gu) ?? []
  );
}

const longestWord = 6;

/**
 * The stretches of Chinese text that no words of the vocabulary cover, by the segmentation that leaves the fewest characters over.
 * One character alone may be left; two in a row could be a name or a thing.
 */
export function uncoveredChinese(text: string, { vocabulary }: LanguageRules): string[] {
  return [...text.matchAll(/\p{Script=Han}+/gu)].flatMap(([stretch]) => {
    const characters = [...stretch];
    // least[i]: the fewest characters left over among the first i; step[i]: the length of the last word, or −1 for one left over.
    const least = new Int32Array(characters.length + 1);
    const step = new Int32Array(characters.length + 1);
    for (let end = 1; end <= characters.length; end++) {
      least[end] = least[end - 1]! + 1;
      step[end] = -1;
      for (let length = 1; length <= Math.min(longestWord, end); length++) {
        if (least[end - length]! >= least[end]!) continue;
        if (!vocabulary.has(characters.slice(end - length, end).join(''))) continue;
        least[end] = least[end - length]!;
        step[end] = length;
      }
    }
    const left = new Array<boolean>(characters.length).fill(false);
    for (let end = characters.length; end > 0; end -= Math.abs(step[end]!)) left[end - 1] = step[end] === -1;
    const marked = characters.map((character, index) => (left[index] ? character : ' ')).join('');
    return marked.split(/\s+/).filter((run) => [...run].length >= 2);
  });
}
