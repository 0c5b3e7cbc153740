import { readFeatures } from './text-features';
import { TextJob } from './text-job';

const kindWords: usize = 16;
const dependsOnNeighbours: i32 = 1;
const leftOut: i32 = 2;
/** What of a text beyond the basic plane is written as it is: emoji. */
const firstEmoji: i32 = 0x1f300;
const lastEmoji: i32 = 0x1faff;

export function scoreTexts(job: TextJob, chunk: i32, thread: i32): void {
  const own = job.scratch + <usize>thread * job.scratchBytes;
  const last = min((chunk + 1) * job.chunkTexts, job.texts);
  for (let text = chunk * job.chunkTexts; text < last; text++) {
    const sums = job.sums + ((<usize>text * <usize>job.columns) << 3);
    const counts = job.kindCounts + ((<usize>text * kindWords) << 2);
    memory.fill(counts, 0, kindWords << 2);
    const length = writeCharacters(job, text, own, own + job.kindsAt, counts);
    if (length < 0) {
      store<f64>(sums, -1);
      continue;
    }
    const found = readFeatures(job, own, length, counts);
    sumColumns(job, own + job.numbersAt, keepOneEach(own + job.numbersAt, found, own + job.metAt), sums);
  }
}

/** Writes the text's code points and their kinds, a space after the last, and counts the kinds; returns how many there are, −1 when one depends on its neighbours. */
function writeCharacters(job: TextJob, text: i32, codePoints: usize, kinds: usize, counts: usize): i32 {
  const from = load<i32>(job.start + ((<usize>text) << 2));
  const to = load<i32>(job.start + ((<usize>text) << 2), 4);
  const characters = job.characters;
  let length: i32 = 0;
  let afterSpace = false;
  let previous: i32 = -1;
  let repeated: i32 = 0;
  for (let at = from; at < to; at++) {
    const unit = <i32>load<u16>(job.units + ((<usize>at) << 1));
    const entry = load<i32>(characters + ((<usize>unit) << 2));
    let written = entry & 0xffff;
    let kind = entry >> 16;
    if (written <= leftOut) {
      if (written === leftOut) continue;
      if (written !== dependsOnNeighbours || at + 1 >= to || (unit & 0xfc00) !== 0xd800) return -1;
      const next = <i32>load<u16>(job.units + ((<usize>++at) << 1));
      written = ((unit - 0xd800) << 10) + next - 0xdc00 + 0x10000;
      if ((next & 0xfc00) !== 0xdc00 || written < firstEmoji || written > lastEmoji) return -1;
      kind = 0;
    }
    if (written === 0x20) {
      afterSpace = length > 0;
      continue;
    }
    if (afterSpace) {
      length = put(0x20, 1, codePoints, kinds, counts, length);
      afterSpace = false;
      previous = 0x20;
    }
    repeated = written === previous ? repeated + 1 : 1;
    previous = written;
    if (repeated <= 3) length = put(written, kind, codePoints, kinds, counts, length);
  }
  store<u8>(kinds + <usize>length, 1);
  return length;
}

function put(written: i32, kind: i32, codePoints: usize, kinds: usize, counts: usize, length: i32): i32 {
  store<i32>(codePoints + ((<usize>length) << 2), written);
  store<u8>(kinds + <usize>length, kind);
  const count = counts + ((<usize>kind) << 2);
  store<i32>(count, load<i32>(count) + 1);
  return length + 1;
}

/** Moves one of each number to the front and returns how many there are. `met` has a bit a number, all 0 before and after. */
function keepOneEach(numbers: usize, found: i32, met: usize): i32 {
  const end = numbers + ((<usize>found) << 2);
  let kept = numbers;
  for (let at = numbers; at < end; at += 4) {
    const feature = load<i32>(at);
    const word = met + ((<usize>(feature >>> 5)) << 2);
    const seen = load<i32>(word);
    store<i32>(word, seen | (1 << (feature & 31)));
    store<i32>(kept, feature);
    kept += (<usize>(((seen >>> (feature & 31)) & 1) ^ 1)) << 2;
  }
  for (let at = numbers; at < kept; at += 4) store<i32>(met + ((<usize>(load<i32>(at) >>> 5)) << 2), 0);
  return <i32>((kept - numbers) >> 2);
}

function sumColumns(job: TextJob, numbers: usize, count: i32, sums: usize): void {
  const columns = job.columns;
  const end = numbers + ((<usize>count) << 2);
  for (let column = 0; column < columns; column++) {
    const table = job.table + ((<usize>column) << 1);
    let sum: i64 = 0;
    for (let at = numbers; at < end; at += 4) sum += load<i16>(table + ((<usize>(load<i32>(at) * columns)) << 1));
    store<f64>(sums + ((<usize>column) << 3), <f64>sum);
  }
}
