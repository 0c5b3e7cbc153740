import { type Random, shuffle } from '../../config/index.ts';
import { auc } from '../../evaluation/index.ts';
import { customerFeatureNames } from '../customer-features.ts';
import type { Inputs } from '../examples.ts';
import { type InputPredictor, predictInputs } from '../prediction.ts';
import { customerKinds, type ReasonKind, reasonKinds, stepKindsAt } from '../reasons/index.ts';
import { stepFeatureNames } from '../sequences.ts';

/** By how much the AUC falls when everything of one kind is another customer's. */
export interface Importance {
  readonly kind: ReasonKind;
  readonly auc_lost: number;
}

const width = stepFeatureNames.length;
const columns = customerFeatureNames.length;

/** Permutation importance (Breiman 2001) of each kind of features, exchanged among customers with as many steps; the most important first. */
export function permutationImportance(
  predictor: InputPredictor,
  inputs: Inputs,
  churned: Uint8Array,
  random: Random,
): Importance[] {
  const whole = auc(churned, predictInputs(predictor, inputs).churnProbability);
  const donors = donorsOf(inputs, random);
  return reasonKinds
    .map((kind, index) => ({
      kind,
      auc_lost: whole - auc(churned, predictInputs(predictor, exchanged(inputs, index, donors)).churnProbability),
    }))
    .sort((a, b) => b.auc_lost - a.auc_lost);
}

const lengthOf = ({ sequences: { offsets } }: Inputs, row: number) => offsets[row + 1]! - offsets[row]!;

/** For each customer another with a sequence as long. */
function donorsOf(inputs: Inputs, random: Random): Int32Array {
  const donors = new Int32Array(inputs.rows);
  const byLength = Map.groupBy(Array(inputs.rows).keys(), (row) => lengthOf(inputs, row));
  for (const rows of byLength.values()) {
    const order = shuffle(Int32Array.from(rows), random);
    for (const [i, row] of rows.entries()) donors[row] = order[i]!;
  }
  return donors;
}

function exchanged(inputs: Inputs, kind: number, donors: Int32Array): Inputs {
  const steps = inputs.sequences.steps.slice();
  const customer = inputs.customer.slice();
  const { offsets } = inputs.sequences;
  for (let row = 0; row < inputs.rows; row++) {
    const donor = donors[row]!;
    for (let column = 0; column < columns; column++) {
      if (customerKinds[column] === kind) customer[row * columns + column] = inputs.customer[donor * columns + column]!;
    }
    const length = lengthOf(inputs, row);
    for (let step = 0; step < length; step++) {
      const kindOf = stepKindsAt(step, length);
      for (let column = 0; column < width; column++) {
        if (kindOf[column] !== kind) continue;
        steps[(offsets[row]! + step) * width + column] =
          inputs.sequences.steps[(offsets[donor]! + step) * width + column]!;
      }
    }
  }
  return { ...inputs, sequences: { offsets, steps }, customer };
}
