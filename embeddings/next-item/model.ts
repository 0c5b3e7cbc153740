import { createGru, type Engine } from '../../kernels/index.ts';
import { type NextItemWeights, sequenceInputs } from './network.ts';
import { gaps, type Rows, type Steps, stepsOf } from './steps.ts';

export interface NextItemSettings {
  /** What one step of the network is: a row, as in a sequence of single choices, or a basket, whose items don't lead to each other. */
  readonly step: 'row' | 'basket';
  /** Of the state and the item vectors. */
  readonly width: number;
  /** Steps of a training sequence at most. */
  readonly longest: number;
  /** Steps that are learnt from at a time. */
  readonly batchSteps: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly inputDropout: number;
  readonly stateDropout: number;
  /** How many steps after a state are its targets; the one at distance d counts 1/d. */
  readonly ahead: number;
}

/** A GRU over items (Hidasi et al. 2016): what a customer took so far becomes a state, and state · item vector + offset says how well each item would come next. */
export interface NextItemModel {
  readonly settings: NextItemSettings;
  readonly weights: NextItemWeights;
}

/** Sequences that go through the network together when it doesn't learn. */
const sequencesAtOnce = 64;

/** The states after the steps first[i] … last[i] − 1 of each sequence, [sequences, width]. An empty sequence's state is 0. */
export function statesAfter(
  weights: NextItemWeights,
  width: number,
  steps: Steps,
  first: Int32Array,
  last: Int32Array,
  engine?: Engine,
): Float32Array {
  const gru = createGru(
    { features: width, units: width, recurrentActivation: 'sigmoid', returnSequences: false },
    engine,
  );
  const states = new Float32Array(first.length * width);
  const order = [...first.keys()].filter((i) => last[i]! > first[i]!);
  order.sort((a, b) => last[a]! - first[a]! - (last[b]! - first[b]!) || a - b);
  for (let taken = 0; taken < order.length; taken += sequencesAtOnce) {
    const own = order.slice(taken, taken + sequencesAtOnce);
    const longest = own.at(-1)!;
    const batch = {
      steps: last[longest]! - first[longest]!,
      first: Int32Array.from(own, (i) => first[i]!),
      last: Int32Array.from(own, (i) => last[i]!),
    };
    const outputs = gru.predict(weights.gru, {
      ...sequenceInputs(weights, width, steps, batch),
      batch: own.length,
      steps: batch.steps,
    });
    for (const [row, i] of own.entries()) states.set(outputs.subarray(row * width, (row + 1) * width), i * width);
  }
  return states;
}

/** The customer's state after all rows, [width]. */
export function stateOf({ settings, weights }: NextItemModel, rows: Rows, engine?: Engine): Float32Array {
  const steps = stepsOf(rows, Int32Array.of(0, rows.item.length), settings.step);
  return statesAfter(weights, settings.width, steps, steps.start.subarray(0, 1), steps.start.subarray(1), engine);
}

/** How well each item would come next, as a logarithm: state · vector + offset, into `scores`. */
export function logitsOf({ outputs, offsets }: NextItemWeights, state: Float32Array, scores: Float64Array): void {
  const width = state.length;
  for (let item = 0, at = 0; item < scores.length; item++) {
    let sum = offsets[item]!;
    for (let k = 0; k < width; k++) sum += state[k]! * outputs[at++]!;
    scores[item] = sum;
  }
}

/** The item vectors with their offsets as one more dimension, [items, width + 1]: beside a customer's vector, which ends in 1, their products are the logits. */
export function nextItemVectors({ settings: { width }, weights: { outputs, offsets } }: NextItemModel): Float32Array {
  const vectors = new Float32Array(offsets.length * (width + 1));
  for (let item = 0; item < offsets.length; item++) {
    vectors.set(outputs.subarray(item * width, (item + 1) * width), item * (width + 1));
    vectors[item * (width + 1) + width] = offsets[item]!;
  }
  return vectors;
}

/** The customer's vector, [width + 1]. */
export function nextItemVector(model: NextItemModel, rows: Rows): Float32Array {
  return Float32Array.of(...stateOf(model, rows), 1);
}

/** What a model is kept as: its settings, the number of items, and all its numbers one after the other. */
export interface StoredNextItem {
  readonly settings: NextItemSettings;
  readonly items: number;
  readonly numbers: Float32Array;
}

export function storedNextItem({ settings, weights }: NextItemModel): StoredNextItem {
  const { inputs, gaps: ofGaps, gru, outputs, offsets } = weights;
  const parts = [inputs, ofGaps, gru.kernel, gru.recurrentKernel, gru.bias, outputs, offsets];
  const numbers = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    numbers.set(part, at);
    at += part.length;
  }
  return { settings, items: offsets.length, numbers };
}

/** The model that was stored. Throws a RangeError where the numbers don't fit the settings. */
export function restoreNextItem({ settings, items, numbers }: StoredNextItem): NextItemModel {
  const { width } = settings;
  let at = 0;
  const take = (length: number) => {
    at += length;
    return numbers.slice(at - length, at);
  };
  const weights = {
    inputs: take(items * width),
    gaps: take(gaps * width),
    gru: {
      kernel: take(width * 3 * width),
      recurrentKernel: take(width * 3 * width),
      bias: take(3 * width),
    },
    outputs: take(items * width),
    offsets: take(items),
  };
  if (at !== numbers.length) throw new RangeError(`a next-item model has ${at} numbers, not ${numbers.length}`);
  return { settings, weights };
}
