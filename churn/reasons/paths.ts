import { customerFeatureNames } from '../customer-features.ts';
import type { InputStandardisation, Inputs } from '../examples.ts';
import { stepFeatureNames } from '../sequences.ts';

const width = stepFeatureNames.length;
const columns = customerFeatureNames.length;
const gap = stepFeatureNames.indexOf('log days since the order before');
const recency = customerFeatureNames.indexOf('recency');
/** The average customer without history had no contact and bought nothing that could be due. */
const ofHistory = (
  [
    'log days since the contact before',
    'log mails since the step before',
    'log products due in 30 days',
    'log products due in 90 days',
  ] as const
).map((name) => stepFeatureNames.indexOf(name));

/**
 * Straight ways from an average customer without history to each of some customers, in standardised inputs of one padded length. The average customer has the training's mean in every
 * feature of the customer as a whole, no order in its sequence, and a last step that is as long after the last order as it is on average.
 */
export interface Paths {
  readonly rows: Uint32Array;
  readonly steps: number;
  /** rows × steps × step features: where each way starts, and how far it goes. */
  readonly from: Float32Array;
  readonly by: Float32Array;
  /** rows × customer features; these start at 0. */
  readonly customerBy: Float32Array;
}

/** The ways to the customers `rows`, all of which have sequences padded to `steps`. */
export function pathsTo(
  inputs: Inputs,
  rows: Uint32Array,
  steps: number,
  standardisation: InputStandardisation,
): Paths {
  const from = new Float32Array(rows.length * steps * width);
  const by = new Float32Array(from.length);
  const customerBy = new Float32Array(rows.length * columns);
  const { mean, deviation } = standardisation.step;
  const averageGap = (standardisation.customer.mean[recency]! - mean[gap]!) / deviation[gap]!;
  const { offsets, steps: values } = inputs.sequences;
  for (const [i, row] of rows.entries()) {
    const own = values.subarray(offsets[row]! * width, offsets[row + 1]! * width);
    const end = (i + 1) * steps * width;
    by.set(own, end - own.length);
    const now = end - width;
    from.set(by.subarray(now, end), now);
    from[now + gap] = averageGap;
    for (const column of ofHistory) from[now + column] = -mean[column]! / deviation[column]!;
    for (let column = 0; column < width; column++) by[now + column]! -= from[now + column]!;
    customerBy.set(inputs.customer.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return { rows, steps, from, by, customerBy };
}
