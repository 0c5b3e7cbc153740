import type { Progress } from '../config/index.ts';
import { createFeatureReader } from './features.ts';
import { bucketCount } from './numbering.ts';

/** Texts as sets of features. Row i's features are `features[start[i]] … features[start[i + 1] − 1]`, each once. */
export interface Bags {
  readonly start: Int32Array;
  readonly features: Int32Array;
}

/** Room for this many features of all texts together, 256 MiB. What comes after it is left out of training. */
const mostFeatures = 1 << 26;

/** Reads texts into bags of hash buckets; fewer rows than texts when the room is full. */
export function readBags(texts: readonly string[], onProgress: Progress): Bags {
  const reader = createFeatureReader();
  const lastRowOf = new Int32Array(bucketCount).fill(-1);
  const start = new Int32Array(texts.length + 1);
  let features = new Int32Array(1 << 16);
  let used = 0;
  let row = 0;
  for (; row < texts.length; row++) {
    const found = reader.read(texts[row]!);
    if (used + found > features.length) {
      if (used + found > mostFeatures) break;
      const larger = new Int32Array(Math.min(Math.max(features.length * 2, used + found), mostFeatures));
      larger.set(features);
      features = larger;
    }
    for (let i = 0; i < found; i++) {
      const bucket = reader.numbers[i]!;
      if (lastRowOf[bucket] === row) continue;
      lastRowOf[bucket] = row;
      features[used++] = bucket;
    }
    start[row + 1] = used;
    if (row % 5000 === 0) onProgress(row, texts.length, 'texts');
  }
  return { start: start.subarray(0, row + 1), features: features.subarray(0, used) };
}

/** The chosen rows, in their order, with the feature numbers that `index` gives; features with a negative number are left out. */
export function selectBags(bags: Bags, rows: Int32Array, index: Int32Array): Bags {
  const start = new Int32Array(rows.length + 1);
  let room = 0;
  for (const row of rows) room += bags.start[row + 1]! - bags.start[row]!;
  const features = new Int32Array(room);
  let used = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) {
      const feature = index[bags.features[at]!]!;
      if (feature >= 0) features[used++] = feature;
    }
    start[i + 1] = used;
  }
  return { start, features: features.subarray(0, used) };
}
