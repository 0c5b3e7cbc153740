import * as tf from '@tensorflow/tfjs-core';
import { type Random, shuffle } from '../config/index.ts';
import type { Inputs } from './examples.ts';
import { stepFeatureNames } from './sequences.ts';

/**
 * Rows in batches of at most `size`, each of customers with about as many orders: a GRU over 3 steps costs a tenth of one over 32. The order of rows and of
 * batches is random.
 */
export function trainingBatches(inputs: Inputs, size: number, random: Random): Uint32Array[] {
  const order = shuffle(
    Uint32Array.from({ length: inputs.rows }, (_, row) => row),
    random,
  );
  order.sort((a, b) => length(inputs, a) - length(inputs, b));
  const batches: Uint32Array[] = [];
  for (let at = 0; at < order.length; at += size) batches.push(order.slice(at, at + size));
  return shuffle(batches, random);
}

/** Rows in batches of one padded length each, so that a customer's score does not depend on who else is scored; the shortest first, as the kernels take the padding that neighbours share in one go. */
export function scoringBatches(inputs: Inputs, size: number): Uint32Array[] {
  const batches: Uint32Array[] = [];
  const order = Uint32Array.from({ length: inputs.rows }, (_, row) => row);
  order.sort((a, b) => length(inputs, a) - length(inputs, b));
  for (let from = 0; from < order.length; ) {
    const padded = paddedLength(length(inputs, order[from]!));
    let to = from;
    while (to < order.length && to - from < size && paddedLength(length(inputs, order[to]!)) === padded) to++;
    batches.push(order.slice(from, to));
    from = to;
  }
  return batches;
}

/** The batch's steps [rows, longest, stepFeatures], padded with zeros in front. The caller disposes them. */
export function batchSteps(inputs: Inputs, rows: Uint32Array): tf.Tensor3D {
  const width = stepFeatureNames.length;
  const longest = paddedLength(rows.reduce((most, row) => Math.max(most, length(inputs, row)), 0));
  const steps = new Float32Array(rows.length * longest * width);
  const { offsets, steps: values } = inputs.sequences;
  for (let i = 0; i < rows.length; i++) {
    const [from, to] = [offsets[rows[i]!]! * width, offsets[rows[i]! + 1]! * width];
    let at = (i + 1) * longest * width - (to - from);
    for (let value = from; value < to; value++) steps[at++] = values[value]!;
  }
  return tf.tensor3d(steps, [rows.length, longest, width]);
}

function length(inputs: Inputs, row: number): number {
  return inputs.sequences.offsets[row + 1]! - inputs.sequences.offsets[row]!;
}

/** Short sequences keep their length; longer ones are padded to the next of 8, 12, 16, 24, 32, 48, … steps. */
export function paddedLength(steps: number): number {
  if (steps <= 6) return steps;
  let padded = 8;
  while (padded < steps) padded = padded % 3 === 0 ? (padded / 3) * 4 : (padded / 2) * 3;
  return padded;
}
