import { ascending } from '../../evaluation/index.ts';

/** A tenth of the customers by expected spend, the lowest first: means in the currency's main unit. */
export interface SpendDecile {
  readonly predicted: number;
  readonly spent: number;
  /** Mean distance between the two, customer by customer. */
  readonly error: number;
}

export function spendDeciles(expected: Float64Array, spent: Float64Array): SpendDecile[] {
  const order = ascending(expected);
  return Array.from({ length: 10 }, (_, decile) =>
    order.subarray(Math.round((decile * order.length) / 10), Math.round(((decile + 1) * order.length) / 10)),
  )
    .filter((rows) => rows.length > 0)
    .map((rows) => ({
      predicted: meanOf(rows, (row) => expected[row]!),
      spent: meanOf(rows, (row) => spent[row]!),
      error: meanOf(rows, (row) => Math.abs(expected[row]! - spent[row]!)),
    }));
}

const meanOf = (rows: Uint32Array, value: (row: number) => number) =>
  rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
