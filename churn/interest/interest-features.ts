import type { History } from '../history.ts';
import { type Snapshot, selectCustomers } from '../snapshot.ts';
import { customerWeeks } from './customer-weeks.ts';
import { evidence, type InterestModel } from './interest-model.ts';
import { silenceLogits } from './silence-by-interest.ts';

/** The logit of no order within the horizon by the model of interest, who knows the orders and what is due alone, and what each further kind of evidence adds to it. */
export const interestFeatureNames = [
  'silence by interest',
  'interest by visits',
  'interest by mails',
  'interest by feelings',
] as const;

/** The columns of a snapshot's customers: rows × interestFeatureNames, row by row. */
export type InterestColumns = (snapshot: Snapshot) => Float32Array;

/** Rows × interestFeatureNames, row by row. What a shop's files do not hold adds 0. */
export function interestFeatures(model: InterestModel, history: History, snapshot: Snapshot): Float32Array {
  const weeks = customerWeeks(history, snapshot, Math.ceil(model.horizonDays / 7));
  const levels = silenceLogits(model, weeks);
  const width = evidence.length;
  return new Float32Array(snapshot.customer.length * width).map((_, at) => {
    const [row, level] = [Math.floor(at / width), at % width];
    return levels[level]![row]! - (level > 0 ? levels[level - 1]![row]! : 0);
  });
}

/** The same, each customer by the model that was fitted to the customers of the other parts: `ofOthers` has one for each part. */
export function interestHeldOut(
  ofOthers: readonly InterestModel[],
  foldOf: (customerIndex: number) => number,
  history: History,
  snapshot: Snapshot,
): Float32Array {
  const width = evidence.length;
  const features = new Float32Array(snapshot.customer.length * width);
  for (const [fold, model] of ofOthers.entries()) {
    const rows = [...snapshot.customer.keys()].filter((row) => foldOf(snapshot.customer[row]!) === fold);
    const found = interestFeatures(model, history, selectCustomers(snapshot, rows));
    for (const [i, row] of rows.entries()) features.set(found.subarray(i * width, (i + 1) * width), row * width);
  }
  return features;
}
