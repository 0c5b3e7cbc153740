import { exponential } from './activation';
import { addFloats } from './gru-job';
import { addTransposedProduct, product } from './product';

/** Rows of a chunk of the pass over states, and of the blocks in which the pass over items reads them. */
const chunkRows = 32;
const blockRows = 64;
/** Items of a block of logits, which is a chunk of the pass over items: few enough that what is multiplied stays in the nearest cache. */
const blockItems = 64;
const logitBytes: usize = 256;

/**
 * The fields of both passes. `width` and `items` are multiples of 8, padded with zeros; `states` have rows up to a multiple of 4.
 * A row's wanted distribution is in `targetStart`, `targetItem` and `targetWeight`: its weights need not add up to 1.
 */
export class SoftmaxJob {
  kind: i32 = 0;
  /** rows × width. */
  states: usize = 0;
  rows: i32 = 0;
  width: i32 = 0;
  items: i32 = 0;
  /** The item vectors as panels of 8 items, each width × 8. */
  itemPanels: usize = 0;
  /** The item vectors in blocks of 64 items, each as panels of 8 columns, items × 8. */
  columnPanels: usize = 0;
  /** Added to the logits; very low for the items that are padding. */
  offsets: usize = 0;
  targetStart: usize = 0;
  targetItem: usize = 0;
  targetWeight: usize = 0;
  /** In blocks of 64 items, each logitRows × 64: the loss's gradient by the logits, which the pass over items reads. */
  logits: usize = 0;
  logitRows: i32 = 0;
  /**
   * Three values a row, for Σ weight × −log probability = first + second × log(third). The logarithm is left to the caller: AssemblyScript's brings a table that
   * it would write over the queue.
   */
  losses: usize = 0;
  /** As `states`. */
  stateGradient: usize = 0;
  /** items × width; added to. */
  itemGradient: usize = 0;
  /** One an item; added to. */
  offsetGradient: usize = 0;
}

/** Lays `count` vectors out for the two products: both targets are zeroed by the caller, and `items` is `count` padded to a multiple of 8. */
export function packItems(
  vectors: usize,
  count: i32,
  width: i32,
  items: i32,
  itemPanels: usize,
  columnPanels: usize,
): void {
  for (let item = 0; item < count; item++) {
    const toItem = itemPanels + ((<usize>((item >> 3) * width * 8 + (item & 7))) << 2);
    const block = item & ~(blockItems - 1);
    const depth = min(blockItems, items - block);
    const toColumn = columnPanels + ((<usize>(block * width + (item - block) * 8)) << 2);
    for (let k = 0; k < width; k++, vectors += 4) {
      const value = load<f32>(vectors);
      store<f32>(toItem + ((<usize>(k * 8)) << 2), value);
      store<f32>(toColumn + ((<usize>((k >> 3) * depth * 8 + (k & 7))) << 2), value);
    }
  }
}

/** A chunk of states: the loss, its gradient by the logits (weight × probability − wanted weights), and by the states. */
export function softmaxOverItems(job: SoftmaxJob, chunk: i32): void {
  const first = chunk * chunkRows;
  const rows = min(chunkRows, job.rows - first);
  const tileRows = (rows + 3) & ~3;
  const width = job.width;
  const rowBytes = (<usize>width) << 2;
  const blockBytes = <usize>job.logitRows * logitBytes;
  const states = job.states + <usize>first * rowBytes;
  const logits = job.logits + <usize>first * logitBytes;
  let block = logits;
  for (let item = 0; item < job.items; item += blockItems, block += blockBytes) {
    const panels = min(blockItems, job.items - item) >> 3;
    const offsets = job.offsets + ((<usize>item) << 2);
    product(
      states,
      rowBytes,
      job.itemPanels + <usize>item * rowBytes,
      width,
      panels,
      block,
      logitBytes,
      tileRows,
      offsets,
    );
  }
  for (let row = 0; row < rows; row++) softmaxRow(job, first + row, logits + <usize>row * logitBytes, blockBytes);
  const gradient = job.stateGradient + <usize>first * rowBytes;
  block = logits;
  for (let item = 0; item < job.items; item += blockItems, block += blockBytes) {
    const depth = min(blockItems, job.items - item);
    memory.fill(block + <usize>rows * logitBytes, 0, <usize>(tileRows - rows) * logitBytes);
    product(
      block,
      logitBytes,
      job.columnPanels + <usize>item * rowBytes,
      depth,
      width >> 3,
      gradient,
      rowBytes,
      tileRows,
      item === 0 ? 1 : 0,
    );
  }
}

/** Turns a row's logits into their gradient, in place. */
function softmaxRow(job: SoftmaxJob, row: i32, logits: usize, blockBytes: usize): void {
  const from = load<i32>(job.targetStart + ((<usize>row) << 2));
  const to = load<i32>(job.targetStart + ((<usize>row) << 2), 4);
  let wanted: f32 = 0;
  let loss: f32 = 0;
  for (let target = from; target < to; target++) {
    const weight = load<f32>(job.targetWeight + ((<usize>target) << 2));
    wanted += weight;
    loss -= weight * load<f32>(logitOf(job, target, logits, blockBytes));
  }
  let highest = v128.load(logits);
  let block = logits;
  for (let item = 0; item < job.items; item += blockItems, block += blockBytes) {
    const end = block + ((<usize>min(blockItems, job.items - item)) << 2);
    for (let at = block; at < end; at += 16) highest = f32x4.pmax(highest, v128.load(at));
  }
  const most = max(
    max(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)),
    max(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3)),
  );
  const highestLogit = f32x4.splat(most);
  let sums = f32x4.splat(0);
  let others = sums;
  block = logits;
  for (let item = 0; item < job.items; item += blockItems, block += blockBytes) {
    const end = block + ((<usize>min(blockItems, job.items - item)) << 2);
    for (let at = block; at < end; at += 32) {
      const low = exponential(f32x4.sub(v128.load(at), highestLogit));
      const high = exponential(f32x4.sub(v128.load(at, 16), highestLogit));
      v128.store(at, low);
      v128.store(at, high, 16);
      sums = f32x4.add(sums, low);
      others = f32x4.add(others, high);
    }
  }
  sums = f32x4.add(sums, others);
  const sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  const own = job.losses + <usize>row * 12;
  store<f32>(own, loss + wanted * most);
  store<f32>(own, wanted, 4);
  store<f32>(own, sum, 8);
  const scale = f32x4.splat(wanted / sum);
  block = logits;
  for (let item = 0; item < job.items; item += blockItems, block += blockBytes) {
    const end = block + ((<usize>min(blockItems, job.items - item)) << 2);
    for (let at = block; at < end; at += 32) {
      v128.store(at, f32x4.mul(v128.load(at), scale));
      v128.store(at, f32x4.mul(v128.load(at, 16), scale), 16);
    }
  }
  for (let target = from; target < to; target++) {
    const at = logitOf(job, target, logits, blockBytes);
    store<f32>(at, load<f32>(at) - load<f32>(job.targetWeight + ((<usize>target) << 2)));
  }
}

/** Where a row's logit of a target stands. */
function logitOf(job: SoftmaxJob, target: i32, logits: usize, blockBytes: usize): usize {
  const item = load<i32>(job.targetItem + ((<usize>target) << 2));
  return logits + <usize>(item / blockItems) * blockBytes + ((<usize>(item % blockItems)) << 2);
}

/** A chunk of items: adds what all rows, in their order, say about their vectors and offsets. */
export function itemGradients(job: SoftmaxJob, chunk: i32): void {
  const first = chunk * blockItems;
  const items = min(blockItems, job.items - first);
  const rowBytes = (<usize>job.width) << 2;
  const rows = (job.rows + 3) & ~3;
  const sums = job.itemGradient + <usize>first * rowBytes;
  const offsetSums = job.offsetGradient + ((<usize>first) << 2);
  let logits = job.logits + <usize>chunk * <usize>job.logitRows * logitBytes;
  let states = job.states;
  for (let block = 0; block < rows; block += blockRows) {
    const here = min(blockRows, rows - block);
    addTransposedProduct(logits, logitBytes, states, rowBytes, here, sums, items >> 2, job.width >> 3);
    for (let row = 0; row < here; row++, logits += logitBytes) addFloats(offsetSums, logits, items);
    states += <usize>here * rowBytes;
  }
}
