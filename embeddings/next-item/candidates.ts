import type { Random } from '../../config/index.ts';

/** Up to so many items the softmax is over all of them. */
const mostInFull = 20_000;
/** Beyond, so many are drawn beside the targets. */
const drawn = 2048;

/** How many items the softmax of a batch is over, about. */
export function softmaxItems(items: number, rows: number): number {
  return items <= mostInFull ? items : Math.min(items, drawn + rows);
}

/** The items that a batch's softmax is over, and how arrays over all items are cut to them and back. */
export interface Candidates {
  /** The vectors of the candidates, from those of all items. */
  rows(vectors: Float32Array, width: number): Float32Array;
  /** The candidates' offsets less the log of how likely each was to be a candidate. */
  corrected(offsets: Float32Array): Float32Array;
  /** Where each of these items, all of them candidates, stands. */
  places(items: Int32Array): Int32Array;
  /** Values of the candidates among zeros for all other items. */
  spread(values: Float32Array, width: number): Float32Array;
}

/**
 * Where there are many items: the batch's targets and a uniform draw. An item's exponential then counts divided by the chance E that it is a candidate,
 * E = 1 − (1 − 1/items)^drawn (1 − popularity)^rows, which makes the sum an unbiased estimate of that over all items (sampled softmax, Jean et al. 2015; the
 * batch's own targets as samples, Yi et al. 2019).
 */
export function candidates(
  items: number,
  targets: Int32Array,
  popularity: Float64Array,
  rows: number,
  random: Random,
): Candidates {
  if (items <= mostInFull) return everyItem;
  const place = new Int32Array(items).fill(-1);
  const chosen: number[] = [];
  const add = (item: number) => {
    if (place[item]! >= 0) return;
    place[item] = chosen.length;
    chosen.push(item);
  };
  for (const item of targets) add(item);
  for (let draw = 0; draw < drawn; draw++) add(Math.floor(random() * items));
  const missedByDraw = (1 - 1 / items) ** drawn;
  return {
    rows(vectors, width) {
      const cut = new Float32Array(chosen.length * width);
      for (const [i, item] of chosen.entries()) cut.set(vectors.subarray(item * width, (item + 1) * width), i * width);
      return cut;
    },
    corrected: (offsets) =>
      Float32Array.from(chosen, (item) => {
        return offsets[item]! - Math.log(1 - missedByDraw * (1 - popularity[item]!) ** rows);
      }),
    places: (of) => of.map((item) => place[item]!),
    spread(values, width) {
      const all = new Float32Array(items * width);
      for (const [i, item] of chosen.entries()) all.set(values.subarray(i * width, (i + 1) * width), item * width);
      return all;
    },
  };
}

const everyItem: Candidates = {
  rows: (vectors) => vectors,
  corrected: (offsets) => offsets,
  places: (items) => items,
  spread: (values) => values,
};
