import { TextJob } from './text-job';

/** Kinds of characters (sentiment/script.ts): letters from `latin` on, of scripts that are read by characters from `han` to `thai`. */
const symbol: i32 = 0;
const space: i32 = 1;
const latin: i32 = 3;
const han: i32 = 4;
const thai: i32 = 7;
const kindCount: i32 = 14;

const wordStart: i32 = 1;
const wordEnd: i32 = 2;
const mixer: i32 = 0x85ebca6b;
const spreader: i32 = 0xc2b2ae35;
/** 2²² buckets. */
const bucketShift: i32 = 10;

/** The text now being read, and how many of its features' numbers are written; every thread has its own. */
let codePoints: usize = 0;
let kinds: usize = 0;
let numbers: usize = 0;
let numbering: usize = 0;
let found: i32 = 0;

/** Writes the numbers of a text's kept features, repetitions among them, into the thread's own memory, and returns how many there are. */
export function readFeatures(job: TextJob, own: usize, length: i32, counts: usize): i32 {
  codePoints = own;
  kinds = own + job.kindsAt;
  numbers = own + job.numbersAt;
  numbering = job.numbering;
  found = 0;
  let byCharacters = false;
  let byWords = false;
  for (let kind = latin; kind < kindCount; kind++) {
    if (load<i32>(counts + ((<usize>kind) << 2)) === 0) continue;
    if (isReadByCharacters(kind)) byCharacters = true;
    else byWords = true;
  }
  if (byCharacters) readCharacters(job, length);
  if (byWords || !byCharacters) readWords(job, length, byCharacters);
  return found;
}

function readCharacters(job: TextJob, length: i32): void {
  readRuns(job.characterSeed, 0, length, job.longestCharacters, length);
  if (found === 0) return;
  readRuns(job.openingSeed, 0, min(job.openingCharacters, length), job.longestAtEdge, length);
  readRuns(job.closingSeed, max(0, length - job.closingCharacters), length, job.longestAtEdge, length);
  // Half octaves: ⌊2 log₂ n⌋ by whole numbers.
  const size = length + 1;
  const octave = 31 - clz(size);
  add(mix(job.lengthSeed, 2 * octave + i32(<i64>size * <i64>size >= (<i64>2) << (2 * octave))));
}

/** The runs of 1 to `longest` characters that begin from `from` to before `to`, four beginnings at a time as long as all their runs end within the text. */
function readRuns(seed: i32, from: i32, to: i32, longest: i32, length: i32): void {
  let start = from;
  const last = min(to, length - longest + 1);
  for (; start + 4 <= last; start += 4) {
    let hash = i32x4.splat(seed);
    for (let after = 0; after < longest; after++) {
      hash = i32x4.mul(v128.xor(hash, v128.load(codePoints + ((<usize>(start + after)) << 2))), i32x4.splat(mixer));
      hash = v128.xor(hash, i32x4.shr_u(hash, 13));
      const buckets = i32x4.shr_u(i32x4.mul(hash, i32x4.splat(spreader)), bucketShift);
      keep(i32x4.extract_lane(buckets, 0));
      keep(i32x4.extract_lane(buckets, 1));
      keep(i32x4.extract_lane(buckets, 2));
      keep(i32x4.extract_lane(buckets, 3));
    }
  }
  for (; start < to; start++) {
    const end = min(start + longest, length);
    let hash = seed;
    for (let at = start; at < end; at++) {
      hash = mix(hash, load<i32>(codePoints + ((<usize>at) << 2)));
      add(hash);
    }
  }
}

function readWords(job: TextJob, length: i32, lettersAlone: bool): void {
  let previous: i32 = 0;
  for (let start = 0, end = 1; start < length; start = end, end++) {
    const kind = kindAt(start);
    if (kind === space) continue;
    if (isReadByCharacters(kind) || (lettersAlone && kind < latin)) {
      previous = 0;
      continue;
    }
    const isWord = kind !== symbol;
    while (end < length && belongs(end, isWord)) end++;
    let word = job.wordSeed;
    for (let at = start; at < end; at++) word = mix(word, load<i32>(codePoints + ((<usize>at) << 2)));
    const known = add(word);
    if (known && previous !== 0) add(mix(mix(job.wordPairSeed, previous), word));
    if (isWord) readInWord(job, start, end);
    previous = known ? word : 0;
  }
}

/** Runs within a word, its edges among them. A run is not lengthened once it is no kept one. */
function readInWord(job: TextJob, start: i32, end: i32): void {
  for (let from = start - 1; from < end; from++) {
    let hash = job.inWordSeed;
    const last = min(from + job.longestInWord, end + 1);
    for (let at = from; at < last; at++) {
      const character = at < start ? wordStart : at === end ? wordEnd : load<i32>(codePoints + ((<usize>at) << 2));
      hash = mix(hash, character);
      if (at - from + 1 >= job.shortestInWord && !add(hash)) break;
    }
  }
}

/** Whether the character goes on with the word or the run of symbols before it. */
function belongs(at: i32, isWord: bool): bool {
  const kind = kindAt(at);
  const character = load<i32>(codePoints + ((<usize>at) << 2));
  if (!isWord) return kind === symbol && character < 128 && load<i32>(codePoints + ((<usize>(at - 1)) << 2)) < 128;
  if (kind === symbol) {
    const next = kindAt(at + 1);
    return (character === 0x27 || character === 0x2019) && next >= latin && !isReadByCharacters(next);
  }
  return kind !== space && !isReadByCharacters(kind);
}

function kindAt(at: i32): i32 {
  return <i32>load<u8>(kinds + <usize>at);
}

function isReadByCharacters(kind: i32): bool {
  return kind >= han && kind <= thai;
}

function mix(hash: i32, value: i32): i32 {
  const mixed = (hash ^ value) * mixer;
  return mixed ^ (mixed >>> 13);
}

function add(hash: i32): bool {
  const before = found;
  keep((hash * spreader) >>> bucketShift);
  return found > before;
}

/** The number is written in any case, and counted if the bucket is kept: which cannot be foreseen. */
function keep(bucket: i32): void {
  const word = load<u64>(numbering + ((<usize>(bucket >>> 5)) << 3));
  const kept = <i32>word;
  const before = <i32>(word >> 32);
  store<i32>(numbers + ((<usize>found) << 2), before + popcnt(kept & ((1 << (bucket & 31)) - 1)));
  found += (kept >>> (bucket & 31)) & 1;
}
