/** What kind of character a code point is. From `latin` on they are letters, each kind a script. */
export const kinds = {
  symbol: 0,
  space: 1,
  digit: 2,
  latin: 3,
  han: 4,
  kana: 5,
  hangul: 6,
  thai: 7,
  cyrillic: 8,
  greek: 9,
  arabic: 10,
  hebrew: 11,
  devanagari: 12,
  otherLetter: 13,
} as const;
export const kindCount = 14;

const patterns: readonly (readonly [number, RegExp])[] = [
  [kinds.space, /\s/u],
  [kinds.digit, /\p{N}/u],
  [kinds.han, /\p{Script=Han}/u],
  [kinds.kana, /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u],
  [kinds.hangul, /\p{Script=Hangul}/u],
  [kinds.thai, /\p{Script=Thai}/u],
  [kinds.latin, /\p{Script=Latin}/u],
  [kinds.cyrillic, /\p{Script=Cyrillic}/u],
  [kinds.greek, /\p{Script=Greek}/u],
  [kinds.arabic, /\p{Script=Arabic}/u],
  [kinds.hebrew, /\p{Script=Hebrew}/u],
  [kinds.devanagari, /\p{Script=Devanagari}/u],
  [kinds.otherLetter, /[\p{L}\p{M}]/u],
];

const notYetSeen = 255;
/** Filled as characters are met: to look at all 65,536 would cost every start of the program 70 ms. */
const basicPlane = new Uint8Array(65536).fill(notYetSeen);

function kindByPattern(character: string): number {
  return patterns.find(([, pattern]) => pattern.test(character))?.[0] ?? kinds.symbol;
}

/** The kind of a code point. Beyond the basic plane lie rare Han characters; everything else there counts as a symbol (emoji and the like). */
export function kindOf(codePoint: number): number {
  if (codePoint >= 65536) return codePoint >= 0x20000 && codePoint < 0x40000 ? kinds.han : kinds.symbol;
  const kind = basicPlane[codePoint]!;
  if (kind !== notYetSeen) return kind;
  basicPlane[codePoint] = kindByPattern(String.fromCharCode(codePoint));
  return basicPlane[codePoint]!;
}

/** Scripts whose words no space divides, or whose words change shape too much to be counted whole: these are read by characters. */
export function isReadByCharacters(kind: number): boolean {
  return kind >= kinds.han && kind <= kinds.thai;
}

/** How many characters of each kind a text has. */
export function countKinds(text: string): Int32Array {
  const counts = new Int32Array(kindCount);
  for (const character of text) counts[kindOf(character.codePointAt(0)!)]!++;
  return counts;
}
