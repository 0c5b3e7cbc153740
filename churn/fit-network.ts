import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Random } from '../config/index.ts';
import { createAdamW } from '../kernels/index.ts';
import { batchSteps, trainingBatches } from './batches.ts';
import type { Examples } from './examples.ts';
import { hazardTargets } from './hazard.ts';
import { crossEntropy, hazardLoss, spendLoss } from './loss.ts';
import { predictNetworks } from './predict-network.ts';

export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Weight of the spend's loss beside that of churn. */
  readonly spendWeight: number;
  /** Weight of the loss of the time to the next order beside that of churn. */
  readonly hazardWeight: number;
  readonly patience: number;
}

/** One epoch's figures: mean cross-entropy of churn and share of customers on the right side of one half. */
export interface Epoch {
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** How log spend is standardised among those who order. */
export interface SpendScale {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Trains the network in place and leaves in it the weights of the epoch with the lowest validation loss. Rate warms up over the first tenth of the steps and falls as a cosine.
 * Dropout and the order of batches come from `random`: the same seed gives the same weights on the same backend.
 */
export function fitNetwork(
  network: LayersModel,
  training: Examples,
  validation: Examples,
  scale: SpendScale,
  horizonDays: number,
  options: FitOptions,
  random: Random,
  onEpoch: (epoch: number) => void,
): Epoch[] {
  const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const parameters = variables.map((variable) => variable.dataSync().slice() as Float32Array);
  const decayed = variables.map((variable) => variable.shape.length > 1);
  const optimizer = createAdamW(parameters, decayed, { weightDecay: options.weightDecay, clip: 1 });
  const logSpend = Float32Array.from(training.spend, (spend) =>
    spend > 0 ? (Math.log(spend) - scale.mean) / scale.deviation : 0,
  );
  const labelled = training.observedDays.reduce((sum, days) => sum + (days >= horizonDays ? 1 : 0), 0);
  const total = options.epochs * Math.ceil(training.rows / options.batchSize);
  const history: Epoch[] = [];
  let step = 0;
  let best = Number.POSITIVE_INFINITY;
  let bestWeights = parameters.map((values) => values.slice());
  let bestEpoch = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    let loss = 0;
    let right = 0;
    for (const rows of trainingBatches(training, options.batchSize, random)) {
      const rate =
        options.learningRate * Math.min(1, (step + 1) / (0.1 * total)) * 0.5 * (1 + Math.cos((Math.PI * step) / total));
      const steps = batchSteps(training, rows);
      const churned = tf.tensor2d(
        Float32Array.from(rows, (row) => training.churned[row]!),
        [rows.length, 1],
      );
      const whole = Float32Array.from(rows, (row) => (training.observedDays[row]! >= horizonDays ? 1 : 0));
      const known = tf.tensor2d(whole, [rows.length, 1]);
      const periods = hazardTargets(training, rows, horizonDays);
      const spent = tf.tensor2d(
        Float32Array.from(rows, (row) => logSpend[row]!),
        [rows.length, 1],
      );
      let probabilities: Float32Array | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const [churn, spend, hazard] = network.apply(steps, {
          training: true,
        }) as tf.Tensor2D[];
        probabilities = churn!.dataSync() as Float32Array;
        const entropy = crossEntropy(churned, churn!, known);
        loss += entropy.dataSync()[0]! * rows.length;
        return tf.addN([
          entropy,
          tf.mul(options.hazardWeight, hazardLoss(periods, hazard!)),
          tf.mul(options.spendWeight, spendLoss({ churned, logSpend: spent }, spend!, known)),
        ]) as tf.Scalar;
      }, variables);
      for (let i = 0; i < rows.length; i++)
        if (whole[i]! > 0 && probabilities![i]! > 0.5 === (training.churned[rows[i]!] === 1)) right++;
      optimizer.step(
        variables.map((variable) => grads[variable.name]!.dataSync() as Float32Array),
        rate,
      );
      tf.dispose([
        value,
        grads as unknown as tf.TensorContainer,
        steps,
        churned,
        spent,
        known,
        ...Object.values(periods),
      ]);
      assign(variables, parameters);
      step++;
    }
    const predicted = predictNetworks([network], validation)[0]!.churn;
    const held = accuracyAndLoss(validation.churned, predicted);
    history.push({
      loss: loss / labelled,
      accuracy: right / labelled,
      validationLoss: held.loss,
      validationAccuracy: held.accuracy,
    });
    onEpoch(epoch + 1);
    if (held.loss < best) {
      best = held.loss;
      bestEpoch = epoch;
      bestWeights = parameters.map((values) => values.slice());
    } else if (epoch - bestEpoch >= options.patience) break;
  }
  assign(variables, bestWeights);
  return history;
}

function assign(variables: readonly tf.Variable[], values: readonly Float32Array[]): void {
  variables.forEach((variable, index) => {
    const tensor = tf.tensor(values[index]!.slice(), variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  });
}

function accuracyAndLoss(churned: Uint8Array, predicted: Float64Array): { loss: number; accuracy: number } {
  let loss = 0;
  let right = 0;
  for (let i = 0; i < churned.length; i++) {
    const p = Math.min(1 - 1e-6, Math.max(1e-6, predicted[i]!));
    loss -= Math.log(churned[i] ? p : 1 - p);
    if (p > 0.5 === (churned[i] === 1)) right++;
  }
  return { loss: loss / churned.length, accuracy: right / churned.length };
}
