import { millisecondsPerDay } from '../config/index.ts';
import { customerFeatureNames, customerFeatures } from './customer-features.ts';
import { dueAgain } from './due-again.ts';
import type { History } from './history.ts';
import type { InterestColumns } from './interest/interest-features.ts';
import { type Labels, labelsOf } from './labels.ts';
import { eventSequences, firstIndicator, type Sequences, stepFeatureNames } from './sequences.ts';
import type { Snapshot } from './snapshot.ts';
import { type Standardisation, standardisationOf, standardise } from './standardisation.ts';
import type { TasteModel } from './taste/taste-model.ts';

/** What the network sees. Row i is one customer at one cutoff. */
export interface Inputs {
  readonly rows: number;
  readonly sequences: Sequences;
  /** rows × customerFeatureNames, row by row. */
  readonly customer: Float32Array;
}

/** Inputs whose outcome is known. */
export interface Examples extends Inputs, Labels {
  /** Index into `Orders.customers`. */
  readonly customerIndex: Int32Array;
  /** Days after the cutoff that were observed, at most the horizon: fewer where the data end before it does. */
  readonly observedDays: Float64Array;
}

/** How both kinds of columns are standardised. */
export interface InputStandardisation {
  readonly step: Standardisation;
  readonly customer: Standardisation;
}

/** Where inputs come from besides the history. */
export interface InputSources {
  /** So many of a customer's latest steps are read, the cutoff itself among them. */
  readonly mostSteps: number;
  /** Whether the season is shown to the networks. */
  readonly seasons: boolean;
  readonly interest?: InterestColumns | undefined;
  readonly taste?: TasteModel | undefined;
}

/** The raw inputs of a snapshot's customers. */
export function inputsOf(
  history: History,
  snapshot: Snapshot,
  { mostSteps, seasons, interest, taste }: InputSources,
): Inputs {
  const due = dueAgain(history.purchases, snapshot);
  return {
    rows: snapshot.customer.length,
    sequences: eventSequences(history, snapshot, due, mostSteps, seasons),
    customer: customerFeatures(history, snapshot, due, interest, taste),
  };
}

/** The raw inputs and outcomes of several snapshots, one after the other. `asOf` is where the history ends. */
export function examplesOf(
  history: History,
  snapshots: readonly Snapshot[],
  horizonDays: number,
  asOf: number,
  sources: InputSources,
): Examples {
  const parts = snapshots.map((snapshot) => ({
    ...inputsOf(history, snapshot, sources),
    ...labelsOf(history, snapshot, horizonDays),
    customerIndex: snapshot.customer,
    observedDays: new Float64Array(snapshot.customer.length).fill(
      Math.min(horizonDays, (asOf - snapshot.cutoff) / millisecondsPerDay),
    ),
  }));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const steps = joined(
    Float32Array,
    parts.map((part) => part.sequences.steps),
  );
  const offsets = new Int32Array(rows + 1);
  let row = 0;
  for (const part of parts) {
    for (let i = 0; i < part.rows; i++, row++) {
      offsets[row + 1] = offsets[row]! + part.sequences.offsets[i + 1]! - part.sequences.offsets[i]!;
    }
  }
  return {
    rows,
    sequences: { offsets, steps },
    customer: joined(
      Float32Array,
      parts.map((part) => part.customer),
    ),
    churned: joined(
      Uint8Array,
      parts.map((part) => part.churned),
    ),
    spend: joined(
      Float64Array,
      parts.map((part) => part.spend),
    ),
    daysToOrder: joined(
      Float64Array,
      parts.map((part) => part.daysToOrder),
    ),
    customerIndex: joined(
      Int32Array,
      parts.map((part) => part.customerIndex),
    ),
    observedDays: joined(
      Float64Array,
      parts.map((part) => part.observedDays),
    ),
  };
}

/** The standardisation that training inputs give. Indicators and columns that never vary stay as they are. */
export function inputStandardisationOf(inputs: Inputs): InputStandardisation {
  const step = standardisationOf(inputs.sequences.steps, stepFeatureNames.length);
  return {
    step: {
      mean: step.mean.map((mean, column) => (column < firstIndicator ? mean : 0)),
      deviation: step.deviation.map((deviation, column) => (column < firstIndicator ? deviation : 1)),
    },
    customer: standardisationOf(inputs.customer, customerFeatureNames.length),
  };
}

export function standardiseInputs<I extends Inputs>(inputs: I, standardisation: InputStandardisation): I {
  return {
    ...inputs,
    sequences: { ...inputs.sequences, steps: standardise(inputs.sequences.steps, standardisation.step) },
    customer: standardise(inputs.customer, standardisation.customer),
  };
}

/** The rows that `keep` names, in that order. */
export function selectRows(examples: Examples, keep: ArrayLike<number>): Examples {
  const steps = stepFeatureNames.length;
  const width = customerFeatureNames.length;
  const offsets = new Int32Array(keep.length + 1);
  for (let i = 0; i < keep.length; i++) {
    offsets[i + 1] = offsets[i]! + examples.sequences.offsets[keep[i]! + 1]! - examples.sequences.offsets[keep[i]!]!;
  }
  const picked = new Float32Array(offsets[keep.length]! * steps);
  const customer = new Float32Array(keep.length * width);
  for (let i = 0; i < keep.length; i++) {
    const row = keep[i]!;
    const { offsets: from } = examples.sequences;
    picked.set(examples.sequences.steps.subarray(from[row]! * steps, from[row + 1]! * steps), offsets[i]! * steps);
    customer.set(examples.customer.subarray(row * width, (row + 1) * width), i * width);
  }
  return {
    rows: keep.length,
    sequences: { offsets, steps: picked },
    customer,
    churned: Uint8Array.from(keep, (row) => examples.churned[row]!),
    spend: Float64Array.from(keep, (row) => examples.spend[row]!),
    daysToOrder: Float64Array.from(keep, (row) => examples.daysToOrder[row]!),
    customerIndex: Int32Array.from(keep, (row) => examples.customerIndex[row]!),
    observedDays: Float64Array.from(keep, (row) => examples.observedDays[row]!),
  };
}

interface NumberArray {
  readonly length: number;
  set(values: ArrayLike<number>, offset: number): void;
}

/** The parts' values, one part after the other. */
export function joined<A extends NumberArray>(make: new (length: number) => A, parts: readonly A[]): A {
  const whole = new make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as unknown as ArrayLike<number>, at);
    at += part.length;
  }
  return whole;
}
