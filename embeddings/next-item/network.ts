import { normal, type Random } from '../../config/index.ts';
import { createGru, type Engine, type Gru, type GruWeights, softmaxGradients } from '../../kernels/index.ts';
import type { SequenceBatch } from './batches.ts';
import { candidates } from './candidates.ts';
import { gaps, type Steps } from './steps.ts';

/** The parameters. A step's input is the mean of its items' vectors plus its gap's; the state after it, times the output vectors, plus the offsets, scores what comes next. */
export interface NextItemWeights {
  /** [items, width] */
  readonly inputs: Float32Array;
  /** [gaps, width] */
  readonly gaps: Float32Array;
  readonly gru: GruWeights;
  /** [items, width] */
  readonly outputs: Float32Array;
  /** [items] */
  readonly offsets: Float32Array;
}

export interface LearningSettings {
  /** Share of the input's and the state's values that are left out at a time. */
  readonly inputDropout: number;
  readonly stateDropout: number;
  /** How many steps after a state are its targets; the one at distance d counts 1/d. */
  readonly ahead: number;
}

export function initialWeights(items: number, width: number, random: Random): NextItemWeights {
  const floats = (count: number, deviation: number) =>
    Float32Array.from({ length: count }, () => deviation * normal(random));
  return {
    inputs: floats(items * width, 1 / Math.sqrt(width)),
    gaps: floats(gaps * width, 0.1 / Math.sqrt(width)),
    gru: {
      kernel: floats(width * 3 * width, 1 / Math.sqrt(width)),
      recurrentKernel: floats(width * 3 * width, 1 / Math.sqrt(width)),
      bias: new Float32Array(3 * width),
    },
    outputs: floats(items * width, 0.1 / Math.sqrt(width)),
    offsets: new Float32Array(items),
  };
}

export function parametersOf({ inputs, gaps, gru, outputs, offsets }: NextItemWeights): Float32Array[] {
  return [inputs, gaps, gru.kernel, gru.recurrentKernel, gru.bias, outputs, offsets];
}

export function gruOf(width: number, engine?: Engine): Gru {
  const shape = { features: width, units: width, recurrentActivation: 'sigmoid', returnSequences: true } as const;
  return createGru(shape, engine);
}

/** The inputs of some sequences, padded in front: [sequences, steps, width], and where each begins. */
export function sequenceInputs(
  { inputs, gaps: gapVectors }: NextItemWeights,
  width: number,
  { itemStart, item, gap }: Steps,
  { steps, first, last }: SequenceBatch,
): { inputs: Float32Array; starts: Int32Array } {
  const values = new Float32Array(first.length * steps * width);
  const starts = Int32Array.from(first, (from, i) => steps - (last[i]! - from));
  for (let i = 0; i < first.length; i++) {
    let at = (i * steps + starts[i]!) * width;
    for (let step = first[i]!; step < last[i]!; step++, at += width) {
      const [from, to] = [itemStart[step]!, itemStart[step + 1]!];
      const share = 1 / (to - from);
      for (let row = from; row < to; row++) {
        const vector = item[row]! * width;
        for (let k = 0; k < width; k++) values[at + k]! += share * inputs[vector + k]!;
      }
      const vector = gap[step]! * width;
      for (let k = 0; k < width; k++) values[at + k]! += gapVectors[vector + k]!;
    }
  }
  return { inputs: values, starts };
}

/** The mean loss of a batch and its gradients, in the order of `parametersOf`. `end`: as in `sequenceBatches`, by step: the step after the last of the step's customer that may be predicted. */
export function batchGradients(
  weights: NextItemWeights,
  steps: Steps,
  end: Int32Array,
  popularity: Float64Array,
  batch: SequenceBatch,
  settings: LearningSettings,
  random: Random,
  engine?: Engine,
): { loss: number; gradients: Float32Array[] } {
  const items = weights.offsets.length;
  const width = weights.inputs.length / items;
  const gru = gruOf(width, engine);
  const { inputs, starts } = sequenceInputs(weights, width, steps, batch);
  const inputMask = dropoutMask(inputs.length, settings.inputDropout, random);
  for (let i = 0; i < inputs.length; i++) inputs[i]! *= inputMask[i]!;
  const pass = gru.forward(weights.gru, { inputs, batch: batch.first.length, steps: batch.steps, starts });

  const rows = batch.first.reduce((sum, from, i) => sum + batch.last[i]! - from, 0);
  const states = new Float32Array(rows * width);
  forEachSequence((row, at, length) => states.set(pass.outputs.subarray(at, at + length), row * width));
  const stateMask = dropoutMask(states.length, settings.stateDropout, random);
  for (let i = 0; i < states.length; i++) states[i]! *= stateMask[i]!;

  const targets = targetsOf(batch, steps, end, settings.ahead, rows);
  const chosen = candidates(items, targets.item, popularity, rows, random);
  const softmax = softmaxGradients(
    {
      width,
      states,
      items: chosen.rows(weights.outputs, width),
      offsets: chosen.corrected(weights.offsets),
    },
    { ...targets, item: chosen.places(targets.item) },
    engine,
  );
  for (let i = 0; i < states.length; i++) softmax.states[i]! *= stateMask[i]!;
  const ofStates = new Float32Array(pass.outputs.length);
  forEachSequence((row, at, length) => ofStates.set(softmax.states.subarray(row * width, row * width + length), at));
  const ofGru = pass.backward(ofStates, { inputs: true });
  const ofInputs = ofGru.inputs!;
  for (let i = 0; i < ofInputs.length; i++) ofInputs[i]! *= inputMask[i]!;

  const gradients = [
    new Float32Array(items * width),
    new Float32Array(gaps * width),
    ofGru.kernel,
    ofGru.recurrentKernel,
    ofGru.bias,
    chosen.spread(softmax.items, width),
    chosen.spread(softmax.offsets, 1),
  ];
  addInputGradients(gradients[0]!, gradients[1]!, ofInputs);
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) gradient[i]! /= rows;
  return { loss: softmax.loss / rows, gradients };

  /** Visits each sequence: its first row among the states, where its first state stands among the outputs, and how many floats follow. */
  function forEachSequence(visit: (row: number, at: number, length: number) => void): void {
    let row = 0;
    for (let i = 0; i < batch.first.length; i++) {
      const length = batch.last[i]! - batch.first[i]!;
      visit(row, (i * batch.steps + starts[i]!) * width, length * width);
      row += length;
    }
  }

  function addInputGradients(ofItems: Float32Array, ofGaps: Float32Array, from: Float32Array): void {
    const { itemStart, item, gap } = steps;
    for (let i = 0; i < batch.first.length; i++) {
      let at = (i * batch.steps + starts[i]!) * width;
      for (let step = batch.first[i]!; step < batch.last[i]!; step++, at += width) {
        const share = 1 / (itemStart[step + 1]! - itemStart[step]!);
        for (let row = itemStart[step]!; row < itemStart[step + 1]!; row++) {
          const vector = item[row]! * width;
          for (let k = 0; k < width; k++) ofItems[vector + k]! += share * from[at + k]!;
        }
        const vector = gap[step]! * width;
        for (let k = 0; k < width; k++) ofGaps[vector + k]! += from[at + k]!;
      }
    }
  }
}

/** The items of the steps after each step, one row of weights that add up to 1 a step; a basket's items share its weight. */
function targetsOf(
  batch: SequenceBatch,
  { itemStart, item }: Steps,
  end: Int32Array,
  ahead: number,
  rows: number,
): { start: Int32Array; item: Int32Array; weight: Float32Array } {
  const start = new Int32Array(rows + 1);
  const wanted: number[] = [];
  const weight: number[] = [];
  let row = 0;
  for (let i = 0; i < batch.first.length; i++) {
    for (let step = batch.first[i]!; step < batch.last[i]!; step++) {
      const until = Math.min(step + ahead, end[step]! - 1);
      let total = 0;
      for (let next = step + 1; next <= until; next++) total += 1 / (next - step);
      for (let next = step + 1; next <= until; next++) {
        const share = 1 / (next - step) / total / (itemStart[next + 1]! - itemStart[next]!);
        for (let at = itemStart[next]!; at < itemStart[next + 1]!; at++) {
          wanted.push(item[at]!);
          weight.push(share);
        }
      }
      start[++row] = wanted.length;
    }
  }
  return { start, item: Int32Array.from(wanted), weight: Float32Array.from(weight) };
}

/** 0 for what is left out, else what keeps the expectation (Srivastava et al. 2014). */
function dropoutMask(length: number, rate: number, random: Random): Float32Array {
  const mask = new Float32Array(length);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < length; i++) mask[i] = random() < rate ? 0 : kept;
  return mask;
}
