import type { Engine } from '../../kernels/index.ts';
import { logitsOf, statesAfter } from './model.ts';
import type { NextItemWeights } from './network.ts';
import type { Steps } from './steps.ts';

/** Share of all steps that may be held out, and the most scores that one look at them may take. */
const heldOutShare = 0.05;
const mostScores = 2e7;
/** Fewer say nothing about when to stop. */
const leastHeldOut = 20;

/** The customers whose last step is held out to see when to stop, those with the newest; none where there are too few to tell. `newest`: the time of each one's last row. */
export function heldOutCustomers({ start }: Steps, items: number, newest: Float64Array): Int32Array {
  const most = Math.floor(Math.min(heldOutShare * start.at(-1)!, mostScores / items));
  const able = [...newest.keys()].filter((c) => start[c + 1]! - start[c]! >= 3);
  able.sort((a, b) => newest[b]! - newest[a]! || a - b);
  return Int32Array.from(Math.min(most, able.length) < leastHeldOut ? [] : able.slice(0, most));
}

/**
 * How well the held-out steps are foretold: the mean of 1 / log2(1 + rank) over their items, each customer counting once. An item that is new to its customer
 * is ranked among what is new, another among everything.
 */
export function heldOutGain(
  weights: NextItemWeights,
  width: number,
  steps: Steps,
  customers: Int32Array,
  engine?: Engine,
): number {
  const { start, itemStart, item } = steps;
  const first = customers.map((c) => start[c]!);
  const last = customers.map((c) => start[c + 1]! - 1);
  const states = statesAfter(weights, width, steps, first, last, engine);
  const scores = new Float64Array(weights.offsets.length);
  let gain = 0;
  for (let i = 0; i < customers.length; i++) {
    logitsOf(weights, states.subarray(i * width, (i + 1) * width), scores);
    const own = new Set(item.subarray(itemStart[first[i]!]!, itemStart[last[i]!]!));
    const wanted = item.subarray(itemStart[last[i]!]!, itemStart[last[i]! + 1]!);
    for (const item of wanted) gain += 1 / Math.log2(1 + rankOf(item, scores, own)) / wanted.length;
  }
  return gain / customers.length;
}

function rankOf(wanted: number, scores: Float64Array, own: ReadonlySet<number>): number {
  const amongAll = own.has(wanted);
  let rank = 1;
  for (let item = 0; item < scores.length; item++) {
    if (scores[item]! > scores[wanted]! && (amongAll || !own.has(item))) rank++;
  }
  return rank;
}
