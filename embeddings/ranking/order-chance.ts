import type { Profile } from '../history.ts';
import { personOf } from './habits.ts';
import { fitLogistic, type Logistic, logisticLogits, sigmoid } from './logistic.ts';

const penalty = 3;

/** Days of silence that every customer is taken to have had before the first order, so that one order yesterday is no daily buyer. */
const daysBeforehand = 60;

/**
 * What is known of a customer, as columns of one row or more; NaN where there is nothing to say. Only what means the same in a young file and an old one: numbers of orders and products, and days since the
 * first order, grow with the file, and a chance learnt from them at earlier moments is foretold too high later on.
 */
function columnsOf(profiles: readonly Profile[]): Float32Array[] {
  const rows = profiles.map((profile) => {
    const { orders, recency, tenure, linesAnOrder } = personOf(profile);
    return [Math.log1p(recency), Math.log(orders / (tenure + daysBeforehand)), Math.log1p(linesAnOrder)];
  });
  return rows[0]!.map((_, f) => Float32Array.from(rows, (row) => row[f]!));
}

/** Learns who orders within the horizon, at all: from customers at earlier moments, and whether each did. */
export function fitOrderChance(profiles: readonly Profile[], ordered: Uint8Array): Logistic {
  return fitLogistic(columnsOf(profiles), ordered, penalty);
}

/** The chance that each customer orders within the horizon. */
export function orderChances(model: Logistic, profiles: readonly Profile[]): Float64Array {
  if (profiles.length === 0) return new Float64Array(0);
  return logisticLogits(model, columnsOf(profiles)).map(sigmoid);
}
