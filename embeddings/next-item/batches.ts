import { type Random, shuffle } from '../../config/index.ts';
import type { Steps } from './steps.ts';

/** Sequences that are learnt from together: sequence i reads the steps first[i] … last[i] − 1, and each of them has a step after it to predict. */
export interface SequenceBatch {
  /** Steps of the longest sequence. */
  readonly steps: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/**
 * Every customer's steps but the last as sequences of at most `longest`, in batches of about `batchSteps` steps, of similar lengths, in random order.
 * `end`: the step after the customer's last that may be predicted. Longer customers are cut anew each time at a random place, so that a step is seen from different beginnings.
 */
export function sequenceBatches(
  { start }: Steps,
  end: Int32Array,
  { longest, batchSteps }: { readonly longest: number; readonly batchSteps: number },
  random: Random,
): SequenceBatch[] {
  const pieces: { first: number; last: number; order: number }[] = [];
  for (let c = 0; c < end.length; c++) {
    let last = end[c]! - 1;
    let length = last - start[c]! > longest ? 1 + Math.floor(random() * longest) : longest;
    while (last > start[c]!) {
      const first = Math.max(start[c]!, last - length);
      pieces.push({ first, last, order: (last - first) * (1 + 0.2 * random()) });
      last = first;
      length = longest;
    }
  }
  // Chunks of one length waste no steps on padding; the random share of the order mixes who meets whom.
  pieces.sort((a, b) => a.order - b.order);
  const batches: SequenceBatch[] = [];
  let taken = 0;
  while (taken < pieces.length) {
    let steps = 0;
    let until = taken;
    for (; until < pieces.length && steps < batchSteps; until++) steps += pieces[until]!.last - pieces[until]!.first;
    const own = pieces.slice(taken, until);
    batches.push({
      steps: Math.max(...own.map(({ first, last }) => last - first)),
      first: Int32Array.from(own, ({ first }) => first),
      last: Int32Array.from(own, ({ last }) => last),
    });
    taken = until;
  }
  return shuffle(batches, random);
}
