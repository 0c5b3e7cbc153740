import { ascending } from './classification.ts';

/** Mean absolute error, in the unit of the values. */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += Math.abs(predicted[i]! - actual[i]!);
  return sum / actual.length;
}

/**
 * How well the prediction ranks the amounts: the Gini coefficient of `actual` in descending order of `predicted`,
 * divided by that of the perfect order. 1 is perfect, 0 is random.
 */
export function normalisedGini(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return gini(actual, predicted) / gini(actual, actual);
}

function gini(actual: ArrayLike<number>, order: ArrayLike<number>): number {
  const rows = ascending(order).reverse();
  let total = 0;
  let running = 0;
  let area = 0;
  for (const row of rows) {
    running += actual[row]!;
    total += actual[row]!;
    area += running;
  }
  return (area / total - (rows.length + 1) / 2) / rows.length;
}
