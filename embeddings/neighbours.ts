import type { Profile } from './history.ts';
import type { Scorer, ScorerName } from './scorer.ts';
import { nthLargest } from './top.ts';

/** A sparse item-to-item model: what speaks for item[n] given item i, for n in start[i] … start[i + 1] − 1. */
export interface Neighbours {
  readonly start: Int32Array;
  readonly item: Int32Array;
  readonly weight: Float32Array;
}

/** Builds neighbours from dense rows: `row(i, out)` adds item i's weights into `out`, which comes zeroed; the `most` largest by size are kept. */
export function sparseRows(items: number, most: number, row: (item: number, out: Float64Array) => void): Neighbours {
  const start = new Int32Array(items + 1);
  const item: number[] = [];
  const weight: number[] = [];
  const dense = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    dense.fill(0);
    row(i, dense);
    dense[i] = 0;
    for (const j of largest(dense, most)) {
      item.push(j);
      weight.push(dense[j]!);
    }
    start[i + 1] = item.length;
  }
  return { start, item: Int32Array.from(item), weight: Float32Array.from(weight) };
}

/** The indices of the `most` values that are furthest from 0, in ascending order; zeros are left out. */
function largest(values: Float64Array, most: number): number[] {
  const sizes = new Float64Array(values.length);
  let nonZero = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) sizes[nonZero++] = Math.abs(values[i]!);
  const least = nonZero <= most ? 0 : nthLargest(sizes.subarray(0, nonZero), most);
  const found: number[] = [];
  for (let i = 0; i < values.length && found.length < most; i++) {
    if (values[i] !== 0 && Math.abs(values[i]!) >= least) found.push(i);
  }
  return found;
}

/** How much a profile's row counts, by its distance from the newest in rows (0 is the newest) and in baskets. */
export type Fading = (rowsBack: number, basketsBack: number) => number;

/** The whole profile, each item alike. */
export const noFading: Fading = () => 1;

/** Adds up what each own item says about every other, under the fading. An item taken several times counts by its newest row. */
export function neighbourScorer(name: ScorerName, neighbours: Neighbours, fading: Fading): Scorer {
  const { start, item, weight } = neighbours;
  return {
    name,
    score(profile, scores) {
      scores.fill(0);
      for (const [own, share] of fadedProfile(profile, fading)) {
        for (let n = start[own]!; n < start[own + 1]!; n++) scores[item[n]!]! += share * weight[n]!;
      }
    },
    carried(profile, wanted) {
      const amounts = new Map<number, number>();
      for (const [own, share] of fadedProfile(profile, fading)) {
        for (let n = start[own]!; n < start[own + 1]!; n++) {
          if (item[n] === wanted) amounts.set(own, share * weight[n]!);
        }
      }
      return amounts;
    },
    why(profile, wanted) {
      let best = 0;
      let because = -1;
      for (const [own, share] of fadedProfile(profile, fading)) {
        for (let n = start[own]!; n < start[own + 1]!; n++) {
          if (item[n] === wanted && share * weight[n]! > best) {
            best = share * weight[n]!;
            because = own;
          }
        }
      }
      return because < 0 ? undefined : { kind: 'because-of', item: because };
    },
  };
}

/** Rows that count less than this are left out. */
const leastShare = 1e-4;

function fadedProfile({ item, basket }: Profile, fading: Fading): Map<number, number> {
  const shares = new Map<number, number>();
  const newestBasket = basket[basket.length - 1] ?? 0;
  for (let row = item.length - 1; row >= 0; row--) {
    const share = fading(item.length - 1 - row, newestBasket - basket[row]!);
    if (share >= leastShare && !shares.has(item[row]!)) shares.set(item[row]!, share);
  }
  return shares;
}
