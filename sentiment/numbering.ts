/** Features are counted in this many buckets: 2²², so that a model's size does not grow with what customers write. */
export const bucketBits = 22;
export const bucketCount = 1 << bucketBits;

/**
 * Which buckets are kept, and each one's number in ascending order of buckets, in 1 MiB that a processor's own cache holds: of the 32 buckets from 32 w on, entry 2 w
 * has a bit each, and entry 2 w + 1 says how many are kept before them (a rank directory, Jacobson 1989).
 */
export type Numbering = Int32Array;

const words = bucketCount >>> 5;

/** Every bucket is its own number. */
export function everyBucket(): Numbering {
  const numbering = new Int32Array(2 * words);
  for (let word = 0; word < words; word++) {
    numbering[2 * word] = -1;
    numbering[2 * word + 1] = 32 * word;
  }
  return numbering;
}

/** `buckets` may come in any order. */
export function numberBuckets(buckets: Uint32Array): Numbering {
  const numbering = new Int32Array(2 * words);
  for (const bucket of buckets) numbering[(bucket >>> 5) << 1]! |= 1 << (bucket & 31);
  let before = 0;
  for (let word = 0; word < words; word++) {
    numbering[2 * word + 1] = before;
    before += countBits(numbering[2 * word]!);
  }
  return numbering;
}

/** How many of the 32 bits are set. */
export function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
