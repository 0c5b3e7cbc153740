import type { Inputs } from '../examples.ts';
import { sigmoid } from '../logistic.ts';
import type { LogisticPredictor } from '../model.ts';
import { linearParts } from './attribute-sequence.ts';
import type { Attribution, Attributions } from './attribution.ts';

/**
 * Integrated gradients of the regressions alone, in closed form. The logit of churn is linear: its parts are exact. The log of the expected spend is log(1 − σ(z)) plus a line; along a
 * straight way z rises evenly, so that each part of z takes its share of the whole change of log(1 − σ(z)).
 */
export function attributeLogistic(predictor: LogisticPredictor, inputs: Inputs): Attributions[] {
  const { wide, slope, intercept } = predictor;
  const width = wide.churn.weights.length;
  const start = slope * wide.churn.bias + intercept;
  return Array.from({ length: inputs.rows }, (_, row) => {
    const customer = inputs.customer.subarray(row * width, (row + 1) * width);
    const churn = linearParts(wide.churn.weights, customer).map((part) => slope * part);
    const rise = sum(churn);
    const change = Math.log(1 - sigmoid(start + rise)) - Math.log(1 - sigmoid(start));
    const perLogit = Math.abs(rise) > 1e-9 ? change / rise : -sigmoid(start);
    const value = linearParts(wide.logSpend.weights, customer).map((part, kind) => part + perLogit * churn[kind]!);
    return { churn: exact(churn), value: exact(value) };
  });
}

const sum = (parts: Float64Array) => parts.reduce((total, part) => total + part, 0);

/** There is one model only, and so no seed to differ by. */
const exact = (parts: Float64Array): Attribution => ({
  parts,
  stable: Array.from(parts, () => true),
  difference: sum(parts),
});
