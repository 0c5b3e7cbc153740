import type { Bags } from './bags.ts';
import { bucketCount } from './features.ts';

/** Which hash buckets a model knows: feature number ↔ bucket. */
export interface Vocabulary {
  /** Feature number → bucket, the most frequent first: what is looked up most lies together. */
  readonly buckets: Uint32Array;
  /** Bucket → feature number, −1 for a bucket that is not known. */
  readonly index: Int32Array;
  /** One bit a bucket: whether it is known. */
  readonly kept: Uint32Array;
}

/** A feature of one text alone says nothing about another. */
const fewestTexts = 2;
/** So that a model's files stay below 20 MB. */
const mostBytes = 19e6;
const mostKept = 1 << 20;

/**
 * The buckets that stand in at least two of the chosen rows; in more when the model, with so many columns, would grow too large otherwise. The bound is on the count and never cuts among
 * equals, so a kept run of characters always has its shorter beginnings kept too (createFeatureReader relies on it).
 */
export function chooseVocabulary(bags: Bags, rows: Int32Array, columns: number): Vocabulary {
  // Saved are the bucket, the square and a weight a column, 4 bytes each.
  const most = Math.min(mostKept, Math.floor(mostBytes / (4 * (columns + 2))));
  const texts = new Int32Array(bucketCount);
  for (const row of rows) {
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) texts[bags.features[at]!]!++;
  }
  const withCount = new Int32Array(rows.length + 2);
  for (const count of texts) withCount[count]!++;
  let fewest = rows.length + 1;
  let size = 0;
  while (fewest > fewestTexts && size + withCount[fewest - 1]! <= most) size += withCount[--fewest]!;
  // Counting sort: the first place of each count, the highest count first.
  const place = new Int32Array(rows.length + 2);
  for (let count = rows.length, next = 0; count >= fewest; count--) {
    place[count] = next;
    next += withCount[count]!;
  }
  const buckets = new Uint32Array(size);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const count = texts[bucket]!;
    if (count >= fewest) buckets[place[count]!++] = bucket;
  }
  return indexVocabulary(buckets);
}

export function indexVocabulary(buckets: Uint32Array): Vocabulary {
  const index = new Int32Array(bucketCount).fill(-1);
  const kept = new Uint32Array(bucketCount >>> 5);
  for (let feature = 0; feature < buckets.length; feature++) {
    const bucket = buckets[feature]!;
    index[bucket] = feature;
    kept[bucket >>> 5]! |= 1 << (bucket & 31);
  }
  return { buckets, index, kept };
}
