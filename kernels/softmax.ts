import { type Arena, createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const statesJob = 10;
const itemsJob = 11;
/** States of a chunk, and items of a block of logits (see assembly/softmax.ts). */
const chunkRows = 32;
const blockItems = 64;
/** The most floats of logits that stand in memory at once: 64 MiB. */
const mostLogits = 1 << 24;
/** The offset of items that only fill up the last panel. */
const never = -1e30;

/** What each state should lead to: state r's items and their weights are those from start[r] to start[r + 1] − 1. Weights need not add up to 1. */
export interface ItemTargets {
  readonly start: Int32Array;
  readonly item: Int32Array;
  readonly weight: Float32Array;
}

/** States and items that meet in a softmax: the chance of item i after state s is exp(s·v_i + offset_i) over the sum of the same for all items. */
export interface ItemSoftmax {
  readonly width: number;
  /** [rows, width] */
  readonly states: Float32Array;
  /** [items, width] */
  readonly items: Float32Array;
  /** [items] */
  readonly offsets: Float32Array;
}

export interface SoftmaxGradients {
  /** Σ weight × −log chance over all targets. */
  readonly loss: number;
  /** Its gradients, of the shapes of what they belong to. */
  readonly states: Float32Array;
  readonly items: Float32Array;
  readonly offsets: Float32Array;
}

/** The cross-entropy of targets under a softmax over all items, and its gradients. Same inputs, same bytes, whatever the number of threads. */
export function softmaxGradients(
  { width, states, items, offsets }: ItemSoftmax,
  targets: ItemTargets,
  engine: Engine = sharedEngine(),
): SoftmaxGradients {
  const count = offsets.length;
  const rows = states.length / width;
  checkLength('items', items, count * width);
  checkLength('start', targets.start, rows + 1);
  checkLength('item', targets.item, targets.start[rows]!);
  checkLength('weight', targets.weight, targets.start[rows]!);
  const wrong = targets.item.find((item) => item < 0 || item >= count);
  if (wrong !== undefined) throw new RangeError(`a target must be an item from 0 to ${count - 1}, not ${wrong}`);
  const memory = createArena(engine);
  try {
    const wide = padded(width);
    const all = padded(count);
    const blocks = Math.ceil(count / blockItems);
    const fitting = Math.max(1, Math.floor(mostLogits / (blocks * blockItems * chunkRows))) * chunkRows;
    const atOnce = Math.min(fitting, Math.ceil(rows / chunkRows) * chunkRows);
    const places = {
      states: memory.allocate(4 * atOnce * wide),
      stateGradient: memory.allocate(4 * atOnce * wide),
      logits: memory.allocate(4 * atOnce * blocks * blockItems),
      losses: memory.allocate(12 * atOnce),
      itemGradient: zeros(engine, memory, all * wide),
      offsetGradient: zeros(engine, memory, all),
      itemPanels: zeros(engine, memory, all * wide),
      columnPanels: zeros(engine, memory, all * wide),
      offsets: memory.allocate(4 * all),
      targetStart: memory.place(targets.start),
      targetItem: memory.place(targets.item),
      targetWeight: memory.place(targets.weight),
    };
    const scratch = createArena(engine);
    const vectors = zeros(engine, scratch, count * wide);
    copyRows(items, width, engine.floats(vectors, count * wide), wide);
    engine.exports.packItems(vectors, count, wide, all, places.itemPanels, places.columnPanels);
    scratch.release();
    const offsetsThere = engine.floats(places.offsets, all);
    offsetsThere.fill(never, count);
    offsetsThere.set(offsets);
    const ofStates = new Float32Array(states.length);
    let loss = 0;
    for (let first = 0; first < rows; first += atOnce) {
      const here = Math.min(atOnce, rows - first);
      const statesThere = engine.floats(places.states, atOnce * wide);
      statesThere.fill(0);
      copyRows(states.subarray(first * width, (first + here) * width), width, statesThere, wide);
      const words = [
        statesJob,
        places.states,
        here,
        wide,
        all,
        places.itemPanels,
        places.columnPanels,
        places.offsets,
        places.targetStart + 4 * first,
        places.targetItem,
        places.targetWeight,
        places.logits,
        atOnce,
        places.losses,
        places.stateGradient,
        places.itemGradient,
        places.offsetGradient,
      ];
      engine.run(words, Math.ceil(here / chunkRows));
      words[0] = itemsJob;
      engine.run(words, blocks);
      const own = engine.floats(places.losses, 3 * here);
      for (let row = 0; row < 3 * here; row += 3) loss += own[row]! + own[row + 1]! * Math.log(own[row + 2]!);
      const gradient = ofStates.subarray(first * width, (first + here) * width);
      copyRows(engine.floats(places.stateGradient, here * wide), wide, gradient, width);
    }
    const ofItems = new Float32Array(items.length);
    copyRows(engine.floats(places.itemGradient, count * wide), wide, ofItems, width);
    return { loss, states: ofStates, items: ofItems, offsets: engine.floats(places.offsetGradient, count).slice() };
  } finally {
    memory.release();
  }
}

/** Rows of one width into rows of another; what a longer row has beyond is left as it is. */
function copyRows(from: Float32Array, width: number, to: Float32Array, toWidth: number): void {
  if (width === toWidth) {
    to.set(from);
    return;
  }
  const both = Math.min(width, toWidth);
  const rows = from.length / width;
  for (let row = 0; row < rows; row++) to.set(from.subarray(row * width, row * width + both), row * toWidth);
}

function zeros(engine: Engine, memory: Arena, length: number): number {
  const address = memory.allocate(4 * length);
  engine.floats(address, length).fill(0);
  return address;
}

function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function checkLength(name: string, values: ArrayLike<number>, expected: number): void {
  if (values.length !== expected) throw new RangeError(`${name} has ${values.length} values, not ${expected}`);
}
