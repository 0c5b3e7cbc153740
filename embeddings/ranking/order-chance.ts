import type { Profile } from '../history.ts';
import { personOf } from './habits.ts';
import { fitLogistic, type Logistic, logisticLogits, sigmoid } from './logistic.ts';

const penalty = 3;

/** What is known of a customer, as columns of one row or more; NaN where there is nothing to say. */
function columnsOf(profiles: readonly Profile[]): Float32Array[] {
  const rows = profiles.map((profile) => {
    const { orders, recency, tenure, breadth, linesAnOrder, gap } = personOf(profile);
    return [
      Math.log1p(orders),
      Math.log1p(recency),
      recency,
      Math.log1p(tenure),
      Math.log1p(breadth),
      Math.log1p(linesAnOrder),
      Math.log1p(gap),
      Number(orders > 1),
      Math.log1p(recency / (gap + 1)),
      Math.log1p(orders / (tenure + 15)),
    ];
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
