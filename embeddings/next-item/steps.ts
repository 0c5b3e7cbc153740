import type { Profile } from '../history.ts';

/** A history as what one network step sees: one row, or one basket whose rows come together. */
export interface Steps {
  /** Customer c's steps are start[c] … start[c + 1] − 1, oldest first. */
  readonly start: Int32Array;
  /** Step s's items are item[itemStart[s]] … item[itemStart[s + 1] − 1]. */
  readonly itemStart: Int32Array;
  readonly item: Int32Array;
  /** How long before it the customer's step before was, see `gapOf`. */
  readonly gap: Uint8Array;
}

/** What of a history or a profile is read. */
export type Rows = Pick<Profile, 'item' | 'time' | 'basket'>;

export const gaps = 18;

/** The class of a time between two steps: 0 where there is no step before, 1 for the same moment, then one for each fourfold number of seconds. */
export function gapOf(milliseconds: number): number {
  if (milliseconds <= 0) return 1;
  return Math.min(gaps - 1, 2 + Math.floor(Math.log2(1 + milliseconds / 1000) / 2));
}

/** The steps of customers, whose rows begin at `customers`. `row`: each row is a step; `basket`: the rows of one basket are one step, a set. */
export function stepsOf(rows: Rows, customers: Int32Array, step: 'row' | 'basket'): Steps {
  const start = new Int32Array(customers.length);
  const itemStart: number[] = [];
  const gap: number[] = [];
  for (let c = 0; c + 1 < customers.length; c++) {
    let before = -1;
    for (let row = customers[c]!; row < customers[c + 1]!; row++) {
      if (step === 'row' || before < 0 || rows.basket[row] !== rows.basket[row - 1]) {
        gap.push(before < 0 ? 0 : gapOf(rows.time[row]! - rows.time[before]!));
        itemStart.push(row);
        before = row;
      }
    }
    start[c + 1] = itemStart.length;
  }
  itemStart.push(rows.item.length);
  return { start, itemStart: Int32Array.from(itemStart), item: rows.item, gap: Uint8Array.from(gap) };
}
