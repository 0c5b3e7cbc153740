import type { FeatureRecipe } from '../kernels/index.ts';
import { longestText, writeNormalised } from './normalise.ts';
import { bucketBits, countBits, everyBucket, type Numbering } from './numbering.ts';
import { isReadByCharacters, kindCount, kindOf, kinds } from './script.ts';

/**
 * Whole texts of a script without spaces: runs of 1 to 3 characters; those of 1 and 2 once more where they open or close the text, because customers
 * end with what they think; and the text's length. On held-out Chinese reviews the edges and the length give what a fourth character gives, twice over.
 * Words of the other scripts: runs of 2 to 5 characters, the word's edges among them.
 * Each group starts from a number of its own, so that “a” the word and “a” the character are two features. No character adds more than 14: at most 3 runs start at it,
 * 2 at either edge, a word of one letter has 6 features, and the length is one.
 */
export const featureRecipe: FeatureRecipe = {
  characterSeed: 0x3c6ef372,
  openingSeed: 0x2545f491,
  closingSeed: 0x68e31da4,
  lengthSeed: 0x4f1bbcdc,
  wordSeed: 0x1b873593,
  wordPairSeed: 0x52dce729,
  inWordSeed: 0x7f4a7c15,
  longestCharacters: 3,
  longestAtEdge: 2,
  openingCharacters: 5,
  closingCharacters: 8,
  shortestInWord: 2,
  longestInWord: 5,
  mostFeaturesPerCharacter: 14,
};
const { longestAtEdge, openingCharacters, closingCharacters, shortestInWord, longestInWord } = featureRecipe;
/** Lengths within a factor of √2 are one. */
const lengthsPerOctave = 2;
const wordStart = 1;
const wordEnd = 2;

/** Holds the buffers that texts are read into, one text at a time. */
export interface FeatureReader {
  /** Writes the numbers of the text's features into `numbers`, repetitions among them, and returns how many there are. */
  read(text: string): number;
  readonly numbers: Int32Array;
  /** How many characters of each kind the text had that was read last; index: script kinds. */
  readonly kindCounts: Int32Array;
}

/**
 * Reads texts as features. Texts with characters of a script without spaces: all runs of 1 to 3 characters, whatever they are, the edges and the length. Words of other scripts, in
 * any text: alone, in pairs, and the runs of 2 to 5 characters within each (FastText's subwords, Bojanowski et al. 2017); in texts of those scripts alone
 * numbers, emoticons and emoji count as words too.
 * A feature's number is its bucket, or what `numbering` gives, and then a run is not lengthened once it is no kept one: whatever contains it is at least as
 * rare, so nothing kept is missed.
 */
export function createFeatureReader(numbering: Numbering = everyBucket()): FeatureReader {
  const codePoints = new Int32Array(longestText);
  const characterKinds = new Uint8Array(longestText + 1);
  const numbers = new Int32Array(longestText * featureRecipe.mostFeaturesPerCharacter);
  const kindCounts = new Int32Array(kindCount);
  let found = 0;

  const add = (hash: number): boolean => {
    const bucket = bucketOf(hash);
    const word = (bucket >>> 5) << 1;
    const kept = numbering[word]!;
    const bit = 1 << (bucket & 31);
    if ((kept & bit) === 0) return false;
    numbers[found++] = numbering[word + 1]! + countBits(kept & (bit - 1));
    return true;
  };

  const readCharacters = (length: number): void => {
    const runs = (seed: number, from: number, to: number, longest: number) => {
      found = writeRuns(codePoints, length, { seed, from, to, longest }, numbering, numbers, found);
    };
    runs(featureRecipe.characterSeed, 0, length, featureRecipe.longestCharacters);
    // What nobody has met in any text is not known by its length.
    if (found === 0) return;
    runs(featureRecipe.openingSeed, 0, Math.min(openingCharacters, length), longestAtEdge);
    runs(featureRecipe.closingSeed, Math.max(0, length - closingCharacters), length, longestAtEdge);
    add(mix(featureRecipe.lengthSeed, Math.floor(Math.log2(length + 1) * lengthsPerOctave)));
  };

  const readInWord = (start: number, end: number): void => {
    for (let from = start - 1; from < end; from++) {
      let hash = featureRecipe.inWordSeed;
      const last = Math.min(from + longestInWord, end + 1);
      for (let at = from; at < last; at++) {
        hash = mix(hash, at < start ? wordStart : at === end ? wordEnd : codePoints[at]!);
        if (at - from + 1 >= shortestInWord && !add(hash)) break;
      }
    }
  };

  const readWords = (length: number, lettersAlone: boolean): void => {
    let previous = 0;
    for (let start = 0, end = 1; start < length; start = end, end++) {
      const kind = characterKinds[start]!;
      if (kind === kinds.space) continue;
      if (isReadByCharacters(kind) || (lettersAlone && kind < kinds.latin)) {
        previous = 0;
        continue;
      }
      const isWord = kind !== kinds.symbol;
      while (end < length && belongs(characterKinds, codePoints, end, isWord)) end++;
      let word = featureRecipe.wordSeed;
      for (let at = start; at < end; at++) word = mix(word, codePoints[at]!);
      const known = add(word);
      if (known && previous !== 0) add(mix(mix(featureRecipe.wordPairSeed, previous), word));
      if (isWord) readInWord(start, end);
      previous = known ? word : 0;
    }
  };

  return {
    numbers,
    kindCounts,
    read(text) {
      const length = writeNormalised(text, codePoints);
      kindCounts.fill(0);
      let byCharacters = false;
      let byWords = false;
      for (let at = 0; at < length; at++) {
        const kind = kindOf(codePoints[at]!);
        characterKinds[at] = kind;
        kindCounts[kind]!++;
        if (isReadByCharacters(kind)) byCharacters = true;
        else if (kind >= kinds.latin) byWords = true;
      }
      characterKinds[length] = kinds.space;
      found = 0;
      if (byCharacters) readCharacters(length);
      if (byWords || !byCharacters) readWords(length, byCharacters);
      return found;
    },
  };
}

/**
 * Writes the numbers of the runs of 1 to `longest` characters that begin from `from` to before `to`, from `numbers[found]` on, and returns where they end. Most
 * of a text's time is spent here: whether a run is kept cannot be foreseen, so its number is written in any case, and counted if it is one.
 */
function writeRuns(
  codePoints: Int32Array,
  length: number,
  runs: { readonly seed: number; readonly from: number; readonly to: number; readonly longest: number },
  numbering: Numbering,
  numbers: Int32Array,
  found: number,
): number {
  const { seed, from, to, longest } = runs;
  let count = found;
  for (let start = from; start < to; start++) {
    const end = Math.min(start + longest, length);
    let hash = seed;
    for (let at = start; at < end; at++) {
      hash = mix(hash, codePoints[at]!);
      const bucket = bucketOf(hash);
      const word = (bucket >>> 5) << 1;
      const kept = numbering[word]!;
      numbers[count] = numbering[word + 1]! + countBits(kept & ((1 << (bucket & 31)) - 1));
      count += (kept >>> (bucket & 31)) & 1;
    }
  }
  return count;
}

/**
 * Whether the character at `at` goes on with the word or the run of symbols before it. An apostrophe between letters is part of its word;
 * ASCII symbols stay together (emoticons), every other symbol stands alone (emoji, which come in any number).
 */
function belongs(characterKinds: Uint8Array, codePoints: Int32Array, at: number, isWord: boolean): boolean {
  const kind = characterKinds[at]!;
  if (!isWord) return kind === kinds.symbol && codePoints[at]! < 128 && codePoints[at - 1]! < 128;
  if (kind === kinds.symbol) {
    const next = characterKinds[at + 1]!;
    return (codePoints[at] === 0x27 || codePoints[at] === 0x2019) && next >= kinds.latin && !isReadByCharacters(next);
  }
  return kind !== kinds.space && !isReadByCharacters(kind);
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

/** The upper bits of a product are the well-mixed ones. */
function bucketOf(hash: number): number {
  return Math.imul(hash, 0xc2b2ae35) >>> (32 - bucketBits);
}
