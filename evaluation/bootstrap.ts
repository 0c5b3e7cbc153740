import type { Random } from '../config/index.ts';
import { ascending } from './classification.ts';

/** How much one score's AUC lies above another's on the same rows, and within which bounds it does so in 95 of 100 resamplings. */
export interface AucDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

const resamplings = 500;

/** The paired bootstrap (Efron 1979) of a difference of AUCs: each resampling draws rows with replacement, the same for both scores. */
export function aucDifference(
  labels: ArrayLike<number>,
  score: ArrayLike<number>,
  other: ArrayLike<number>,
  random: Random,
): AucDifference {
  const blocks = [blocksOf(score), blocksOf(other)] as const;
  const rows = labels.length;
  const counts = new Uint16Array(rows);
  const difference = () => weightedAuc(labels, counts, blocks[0]) - weightedAuc(labels, counts, blocks[1]);
  const differences = Array.from({ length: resamplings }, () => {
    counts.fill(0);
    for (let draw = 0; draw < rows; draw++) counts[Math.floor(random() * rows)]!++;
    return difference();
  }).sort((a, b) => a - b);
  counts.fill(1);
  const at = (share: number) => differences[Math.round(share * (resamplings - 1))]!;
  return { difference: difference(), low: at(0.025), high: at(0.975) };
}

interface Blocks {
  readonly order: Uint32Array;
  /** Per place in the order: whether its score is that of the place before. */
  readonly tied: Uint8Array;
}

function blocksOf(scores: ArrayLike<number>): Blocks {
  const order = ascending(scores);
  return {
    order,
    tied: Uint8Array.from(order, (row, place) => (place > 0 && scores[row] === scores[order[place - 1]!] ? 1 : 0)),
  };
}

/** The AUC with each row counted so many times. */
function weightedAuc(labels: ArrayLike<number>, counts: Uint16Array, { order, tied }: Blocks): number {
  let [positives, negatives, won] = [0, 0, 0];
  for (let place = 0; place < order.length; ) {
    let [up, down] = [0, 0];
    do {
      const row = order[place]!;
      if (labels[row]) up += counts[row]!;
      else down += counts[row]!;
      place++;
    } while (place < order.length && tied[place]);
    won += up * (negatives + down / 2);
    positives += up;
    negatives += down;
  }
  return won / (positives * negatives);
}
