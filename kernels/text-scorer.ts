import { createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const textJob = 12;
/** Texts of a chunk; of a turn; and the UTF-16 units of a turn, 2 MiB. */
const chunkTexts = 64;
const turnTexts = 1 << 13;
const turnUnits = 1 << 20;
const kindWords = 16;

/** How texts become features: see sentiment/features.ts, whose numbers these are. */
export interface FeatureRecipe {
  readonly characterSeed: number;
  readonly openingSeed: number;
  readonly closingSeed: number;
  readonly lengthSeed: number;
  readonly wordSeed: number;
  readonly wordPairSeed: number;
  readonly inWordSeed: number;
  readonly longestCharacters: number;
  readonly longestAtEdge: number;
  readonly openingCharacters: number;
  readonly closingCharacters: number;
  readonly shortestInWord: number;
  readonly longestInWord: number;
  /** No character adds more features than this. */
  readonly mostFeaturesPerCharacter: number;
}

/** What texts are read with. */
export interface ScoredFeatures {
  readonly recipe: FeatureRecipe;
  /** Texts are read up to so many UTF-16 units. */
  readonly longestText: number;
  /**
   * What becomes of a unit: in the low 16 bits 1 when it depends on its neighbours, 2 when it is left out, otherwise the unit that it is written as; in the
   * high bits the kind of what is written. Asked once for each unit that is met.
   */
  readonly readUnit: (unit: number) => number;
  /** Two words for 32 buckets: a bit each for those kept, and how many are kept before them. */
  readonly numbering: Int32Array;
  /** [features, columns] */
  readonly table: Int16Array;
  readonly columns: number;
}

/** Text t's sums stand from t × columns on, its counts of kinds from t × 16 on. */
export interface TextScores {
  /** Each column's sum over the text's features, each feature once. The first is −1 for a text with a unit that depends on its neighbours: nothing is said of it. */
  readonly sums: Float64Array;
  /** How many characters of each kind it has. */
  readonly kindCounts: Int32Array;
}

/** A table of features in the kernels' memory, which any number of texts are summed up over. */
export interface TextScorer {
  score(texts: readonly string[]): TextScores;
  /** Gives the memory back. Nothing can be scored after it. */
  release(): void;
}

/** Throws a RangeError when the memory is full. */
export function createTextScorer(features: ScoredFeatures, engine: Engine = sharedEngine()): TextScorer {
  const { recipe, longestText, columns, readUnit } = features;
  const memory = createArena(engine);
  const mostFeatures = longestText * recipe.mostFeaturesPerCharacter;
  const rows = features.table.length / columns;
  const kindsAt = 4 * longestText;
  const numbersAt = kindsAt + roundUp(longestText + 1);
  // A feature that is not kept is written after the last, and never read.
  const metAt = numbersAt + 4 * (mostFeatures + 1);
  const scratchBytes = roundUp(metAt + 4 * ((rows >>> 5) + 1));
  const places = {
    units: memory.allocate(2 * turnUnits),
    start: memory.allocate(4 * (turnTexts + 1)),
    characters: memory.allocate(4 * 65_536),
    numbering: memory.place(features.numbering),
    table: memory.placeBytes(bytesOf(features.table)),
    sums: memory.allocate(8 * turnTexts * columns),
    kindCounts: memory.allocate(4 * turnTexts * kindWords),
    scratch: memory.allocate(engine.threads * scratchBytes),
  };
  const characters = engine.integers(places.characters, 65_536).fill(0);
  engine.bytes(places.scratch, engine.threads * scratchBytes).fill(0);
  const units = new Uint16Array(characters.buffer, places.units, turnUnits);
  const starts = engine.integers(places.start, turnTexts + 1);

  return {
    release: memory.release,
    score(texts) {
      if (memory.released) throw new Error('this scorer of texts has been released');
      const sums = new Float64Array(texts.length * columns);
      const kindCounts = new Int32Array(texts.length * kindWords);
      for (let from = 0; from < texts.length; ) {
        const count = placeTexts(texts, from);
        run(count);
        sums.set(new Float64Array(characters.buffer, places.sums, count * columns), from * columns);
        kindCounts.set(engine.integers(places.kindCounts, count * kindWords), from * kindWords);
        from += count;
      }
      return { sums, kindCounts };
    },
  };

  /** Writes as many texts as there is room for, from the `from`th on, and returns how many. */
  function placeTexts(texts: readonly string[], from: number): number {
    const most = Math.min(texts.length - from, turnTexts);
    let end = 0;
    let count = 0;
    for (; count < most; count++) {
      const text = texts[from + count]!;
      const length = Math.min(text.length, longestText);
      if (end + length > turnUnits) break;
      for (let at = 0; at < length; at++) {
        const unit = text.charCodeAt(at);
        if (characters[unit] === 0) characters[unit] = readUnit(unit);
        units[end++] = unit;
      }
      starts[count + 1] = end;
    }
    return count;
  }

  function run(count: number): void {
    const words = [
      textJob,
      count,
      chunkTexts,
      places.units,
      places.start,
      places.characters,
      places.numbering,
      places.table,
      columns,
      places.sums,
      places.kindCounts,
      places.scratch,
      scratchBytes,
      kindsAt,
      numbersAt,
      metAt,
      recipe.characterSeed,
      recipe.openingSeed,
      recipe.closingSeed,
      recipe.lengthSeed,
      recipe.wordSeed,
      recipe.wordPairSeed,
      recipe.inWordSeed,
      recipe.longestCharacters,
      recipe.longestAtEdge,
      recipe.openingCharacters,
      recipe.closingCharacters,
      recipe.shortestInWord,
      recipe.longestInWord,
    ];
    engine.run(words, Math.ceil(count / chunkTexts));
  }
}

function bytesOf(table: Int16Array): Uint8Array {
  return new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
}

/** To where whole words may lie, and one more. */
function roundUp(bytes: number): number {
  return 64 * (Math.floor(bytes / 64) + 1);
}
