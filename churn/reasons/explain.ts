import type { History } from '../history.ts';
import type { ChurnModel } from '../model.ts';
import { predictorInputs } from '../prediction.ts';
import type { Snapshot } from '../snapshot.ts';
import { attributeLogistic } from './attribute-logistic.ts';
import { attributeRhythm } from './attribute-rhythm.ts';
import { attributeSequence } from './attribute-sequence.ts';
import type { Attribution, Attributions } from './attribution.ts';
import { reasonKinds } from './feature-reasons.ts';
import type { NumbersOf, Reason } from './reason.ts';
import { reasonNumbers } from './reason-numbers.ts';

/** The reasons behind a customer's two scores, the weightiest first. */
export interface Explanation {
  readonly churn: readonly Reason[];
  readonly value: readonly Reason[];
}

/** Customers whose inputs are in memory at once. */
const customersAtOnce = 2000;
const fewestReasons = 3;
const mostReasons = 5;
/** A fourth and a fifth reason are told only if they carry this share of the whole. */
const smallestShare = 0.08;

/** What each reason adds to each customer's scores; undefined where the parts cannot be made to add up. `startBackend` must have been awaited. */
export function attribute(model: ChurnModel, history: History, snapshot: Snapshot): (Attributions | undefined)[] {
  const { predictor } = model;
  if (predictor.kind === 'bg_nbd') return attributeRhythm(model.buying, history, snapshot, model.horizonDays);
  const inputs = predictorInputs(predictor, history, snapshot);
  return predictor.kind === 'sequence' ? attributeSequence(predictor, inputs) : attributeLogistic(predictor, inputs);
}

/** Row i explains the snapshot's row i. A reason that the networks do not agree on is left out, so there may be fewer than three. */
export function explain(
  model: ChurnModel,
  history: History,
  snapshot: Snapshot,
  onCustomers: (done: number) => void,
): Explanation[] {
  const explanations: Explanation[] = [];
  for (let from = 0; from < snapshot.customer.length; from += customersAtOnce) {
    const part = sliceOf(snapshot, from, from + customersAtOnce);
    for (const [row, attributions] of attribute(model, history, part).entries()) {
      const numbers = reasonNumbers(history, part, row);
      explanations.push({
        churn: attributions ? weightiest(attributions.churn, numbers) : [],
        value: attributions ? weightiest(attributions.value, numbers) : [],
      });
    }
    onCustomers(explanations.length);
  }
  return explanations;
}

function sliceOf(snapshot: Snapshot, from: number, to: number): Snapshot {
  const { customer, start, end } = snapshot;
  return {
    cutoff: snapshot.cutoff,
    customer: customer.subarray(from, to),
    start: start.subarray(from, to),
    end: end.subarray(from, to),
  };
}

function weightiest({ parts, stable }: Attribution, numbers: NumbersOf): Reason[] {
  const whole = parts.reduce((sum, part) => sum + Math.abs(part), 0);
  return reasonKinds
    .map((kind, index) => ({ kind, effect: parts[index]!, stable: stable[index]! }))
    .filter(({ effect, stable }) => stable && effect !== 0)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, mostReasons)
    .filter(({ effect }, place) => place < fewestReasons || Math.abs(effect) >= smallestShare * whole)
    .map(({ kind, effect }) => ({ effect, ...numbers[kind]() }));
}
