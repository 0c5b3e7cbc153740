/** A word of an English text and where it stands. */
export interface Word {
  /** Lower case, as written. */
  readonly text: string;
  /** Without its inflection, so that “charges”, “charged” and “charging” are one. */
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  /** Whether a mark stands between it and the word before. */
  readonly afterMark: boolean;
}

/** The letters before “n't” are a word of their own: “isn't” and “is n't” are both “is” and “n't”. */
const word = /n['’]t\b|['’](?:s|m|re|ve|ll|d)\b|[\p{L}\p{N}]+?(?=n['’]t\b)|[\p{L}\p{N}]+/giu;
const mark = /[,;:.!?()—–]|--/;

/** The words of a text. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const { 0: part, index: start } of text.matchAll(word)) {
    const plain = part.toLowerCase().replace('’', "'");
    const afterMark = mark.test(text.slice(end, start));
    end = start + part.length;
    words.push({ text: plain, stem: stemOf(plain), start, end, afterMark });
  }
  return words;
}

/** The stems of a text's words. */
export function stemsOf(text: string): string[] {
  return wordsOf(text).map(({ stem }) => stem);
}

/** A light stemmer: plural, past, gerund. The same word always gives the same stem, which need not be a word. */
export function stemOf(text: string): string {
  let stem = text;
  if (stem.length > 3) {
    if (stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
    else if (/(?:ss|sh|ch|x)es$/.test(stem)) stem = stem.slice(0, -2);
    else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
  }
  if (stem.length > 5 && stem.endsWith('ing')) stem = single(stem.slice(0, -3));
  else if (stem.length > 4 && stem.endsWith('ied')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 4 && stem.endsWith('ed')) stem = single(stem.slice(0, -2));
  if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1);
  return stem;
}

/** “stopp” → “stop”. */
function single(stem: string): string {
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

/** Shorter stems of comparatives, superlatives and adverbs: “louder” → “loud”, “easily” → “easy”. */
export function baseStems(text: string): string[] {
  const bases: string[] = [];
  for (const [ending, instead] of endings) {
    if (!text.endsWith(ending) || text.length < ending.length + 3) continue;
    const base = text.slice(0, -ending.length) + instead;
    bases.push(stemOf(base), stemOf(single(base)));
  }
  return bases;
}

const endings = [
  ['iest', 'y'],
  ['ier', 'y'],
  ['ily', 'y'],
  ['est', ''],
  ['er', ''],
  ['ly', ''],
] as const;
