import { type Progress, seededRandom, silent } from '../../config/index.ts';
import { createAdamW, type Engine } from '../../kernels/index.ts';
import type { History } from '../history.ts';
import { sequenceBatches } from './batches.ts';
import { softmaxItems } from './candidates.ts';
import type { NextItemModel, NextItemSettings } from './model.ts';
import { batchGradients, initialWeights, type NextItemWeights, parametersOf } from './network.ts';
import { type Steps, stepsOf } from './steps.ts';
import { heldOutCustomers, heldOutGain } from './validation.ts';

/** Floating-point operations that training may take: minutes on two cores. */
const affordable = 3.5e12;
const mostEpochs = 30;
const fewestEpochs = 3;
/** Batches of an epoch, where there is so much to learn from. Chosen for rows on MovieLens, before the rows that test: 25, 50 and 100 foretell ever better. */
const batchesOfAnEpoch = { row: 100, basket: 25 };

/** Settings that suit the history: as many epochs as can be afforded, and small batches where there is little to learn from. */
export function nextItemSettings(history: History): NextItemSettings {
  const width = 64;
  const step = history.ordered ? 'basket' : 'row';
  const steps = stepsOf(history, history.start, step).gap.length;
  const batchSteps = Math.max(64, Math.min(4000, Math.round(steps / batchesOfAnEpoch[step])));
  const operations = steps * (6 * width * softmaxItems(history.items.length, batchSteps) + 36 * width * width);
  const epochs = Math.floor(Math.max(fewestEpochs, Math.min(mostEpochs, affordable / Math.max(1, operations))));
  return {
    step,
    width,
    longest: 100,
    batchSteps,
    epochs,
    learningRate: 4e-3,
    weightDecay: 0.02,
    inputDropout: 0.3,
    stateDropout: 0.3,
    ahead: 1,
  };
}

/** A model and how many epochs its weights have learnt. */
export interface FittedNextItem {
  readonly model: NextItemModel;
  readonly epochs: number;
}

/**
 * Learns what comes next from what came before, and keeps the weights of the epoch that foretold the newest steps best; their items are no targets meanwhile.
 * One seed and history give the same bytes, whatever the number of threads. A history in which nothing follows anything gives the weights it began with.
 */
export function fitNextItem(
  history: History,
  settings: NextItemSettings,
  seed: number,
  onProgress: Progress = silent,
  engine?: Engine,
): FittedNextItem {
  const items = history.items.length;
  const steps = stepsOf(history, history.start, settings.step);
  const newest = Float64Array.from(history.customers, (_, c) => history.time[history.start[c + 1]! - 1] ?? 0);
  const heldOut = heldOutCustomers(steps, items, newest);
  let best: { gain: number; epochs: number; weights: NextItemWeights } | undefined;
  learn(steps, items, heldOut, settings, settings.epochs, seed, engine, (weights, epochs) => {
    onProgress(epochs, settings.epochs, 'epochs');
    const gain = heldOut.length > 0 ? heldOutGain(weights, settings.width, steps, heldOut, engine) : epochs;
    // Of equal ones the later: its chances are sharper.
    if (!best || gain >= best.gain) best = { gain, epochs, weights: structuredClone(weights) };
  });
  return { model: { settings, weights: best!.weights }, epochs: best!.epochs };
}

/** Learns from every step, the newest too, for as many epochs as an earlier state of the history was best after. */
export function refitNextItem(
  history: History,
  settings: NextItemSettings,
  epochs: number,
  seed: number,
  onProgress: Progress = silent,
  engine?: Engine,
): NextItemModel {
  const steps = stepsOf(history, history.start, settings.step);
  const items = history.items.length;
  const weights = learn(steps, items, new Int32Array(0), settings, epochs, seed, engine, (_, done) =>
    onProgress(done, epochs, 'epochs'),
  );
  return { settings, weights };
}

/** The weights after the first `epochs` of the settings' epochs; `onEpoch` sees them after each. The last steps of `heldOut` are no targets. */
function learn(
  steps: Steps,
  items: number,
  heldOut: Int32Array,
  settings: NextItemSettings,
  epochs: number,
  seed: number,
  engine: Engine | undefined,
  onEpoch: (weights: NextItemWeights, done: number) => void,
): NextItemWeights {
  const random = seededRandom(seed);
  const end = steps.start.slice(1);
  for (const c of heldOut) end[c]!--;
  const endOfStep = byStep(steps, end);
  const popularity = popularityOf(steps, items);
  const weights = initialWeights(items, settings.width, random);
  const parameters = parametersOf(weights);
  const decayed = parameters.map((values) => values.length % settings.width === 0 && values !== weights.gru.bias);
  const optimizer = createAdamW(parameters, decayed, { weightDecay: settings.weightDecay, clip: 5 });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const batches = sequenceBatches(steps, end, settings, random);
    batches.forEach((batch, index) => {
      const done = (epoch + index / batches.length) / settings.epochs;
      const { gradients } = batchGradients(weights, steps, endOfStep, popularity, batch, settings, random, engine);
      optimizer.step(gradients, settings.learningRate * oneCycle(done));
    });
    onEpoch(weights, epoch + 1);
  }
  return weights;
}

/** The share of the learning rate at a share of the work: up over the first tenth, then down as a cosine (Smith and Topin 2019). */
function oneCycle(done: number): number {
  return Math.min(1, (done + 0.005) / 0.1) * 0.5 * (1 + Math.cos(Math.PI * done));
}

/** What stands for a customer, for each of its steps. */
function byStep({ start }: Steps, values: Int32Array): Int32Array {
  const all = new Int32Array(start.at(-1)!);
  for (let c = 0; c < values.length; c++) all.fill(values[c]!, start[c]!, start[c + 1]!);
  return all;
}

/** Each item's share of all targets, where a step counts once. */
function popularityOf({ itemStart, item }: Steps, items: number): Float64Array {
  const shares = new Float64Array(items);
  const steps = itemStart.length - 1;
  for (let step = 0; step < steps; step++) {
    const count = itemStart[step + 1]! - itemStart[step]!;
    for (let at = itemStart[step]!; at < itemStart[step + 1]!; at++) shares[item[at]!]! += 1 / count / steps;
  }
  return shares;
}
