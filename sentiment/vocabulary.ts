import type { Bags } from './bags.ts';
import { bucketCount } from './numbering.ts';

/** The buckets that a model learns from. */
export interface Vocabulary {
  /** Feature number → bucket, the most frequent first: what training looks up most lies together. */
  readonly buckets: Uint32Array;
  /** Bucket → feature number, −1 for a bucket that is not kept. */
  readonly index: Int32Array;
}

/** A feature of one text alone says nothing about another. */
const fewestTexts = 2;
/** So that a model's files stay below 20 MB. */
const mostKept = 1 << 20;

/**
 * The buckets that stand in at least two of the chosen rows; in more when there would be too many otherwise. The bound is on the count and never cuts among
 * equals, so a kept run of characters always has its shorter beginnings kept too (createFeatureReader relies on it).
 */
export function chooseVocabulary(bags: Bags, rows: Int32Array): Vocabulary {
  const texts = new Int32Array(bucketCount);
  for (const row of rows) {
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) texts[bags.features[at]!]!++;
  }
  const withCount = new Int32Array(rows.length + 2);
  for (const count of texts) withCount[count]!++;
  let fewest = rows.length + 1;
  let size = 0;
  while (fewest > fewestTexts && size + withCount[fewest - 1]! <= mostKept) size += withCount[--fewest]!;
  // Counting sort: the first place of each count, the highest count first.
  const place = new Int32Array(rows.length + 2);
  for (let count = rows.length, next = 0; count >= fewest; count--) {
    place[count] = next;
    next += withCount[count]!;
  }
  const buckets = new Uint32Array(size);
  const index = new Int32Array(bucketCount).fill(-1);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const count = texts[bucket]!;
    if (count < fewest) continue;
    const feature = place[count]!++;
    buckets[feature] = bucket;
    index[bucket] = feature;
  }
  return { buckets, index };
}
