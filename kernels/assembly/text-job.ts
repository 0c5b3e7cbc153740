/**
 * Texts read as hashed features and summed up over a table. The reading is that of sentiment/features.ts, whose numbers come with the job; a test holds
 * the two together.
 *
 * A text is UTF-16 units. `characters` has a word a unit: in its low half what the unit is written as (1: depends on its neighbours, 2: left out, or a unit), in its high
 * half the kind of what is written. A chunk is `chunkTexts` texts.
 */
export class TextJob {
  kind: i32 = 0;
  texts: i32 = 0;
  chunkTexts: i32 = 0;
  units: usize = 0;
  /** i32, one more than texts: text t's units are those from start[t] to start[t + 1] − 1. */
  start: usize = 0;
  characters: usize = 0;
  /** Two words for 32 buckets: a bit each for those kept, and how many are kept before. */
  numbering: usize = 0;
  /** Rows of `columns` whole numbers of 16 bits, one a feature. */
  table: usize = 0;
  columns: i32 = 0;
  /** f64 [texts, columns]: each column's sum over a text's features, each feature once; the first is −1 for a text with a unit that depends on its neighbours. */
  sums: usize = 0;
  /** i32 [texts, 16]: how many characters of each kind a text has. */
  kindCounts: usize = 0;
  /** Each thread's own memory, and what lies where in it: code points, their kinds, feature numbers, and a bit a feature, all 0 between texts. */
  scratch: usize = 0;
  scratchBytes: usize = 0;
  kindsAt: usize = 0;
  numbersAt: usize = 0;
  metAt: usize = 0;
  characterSeed: i32 = 0;
  openingSeed: i32 = 0;
  closingSeed: i32 = 0;
  lengthSeed: i32 = 0;
  wordSeed: i32 = 0;
  wordPairSeed: i32 = 0;
  inWordSeed: i32 = 0;
  longestCharacters: i32 = 0;
  longestAtEdge: i32 = 0;
  openingCharacters: i32 = 0;
  closingCharacters: i32 = 0;
  shortestInWord: i32 = 0;
  longestInWord: i32 = 0;
}
