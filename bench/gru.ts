import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, type RNN, sequential } from '@tensorflow/tfjs-layers';
import { startBackend } from '../churn/backend.ts';
import { fusedGru } from '../churn/fused-gru.ts';
import { normal, seededRandom } from '../config/index.ts';
import { createAdamW, createGru, measurePeak, sharedEngine, startEngine } from '../kernels/index.ts';
import { line, measure, median } from './measure.ts';

const [batch, steps, features, units] = [256, 32, 16, 32];
/** Multiplications and additions of a sequence: the products of the forward pass, and of the backward pass without the inputs' gradient. */
const forwardOperations = steps * 2 * 3 * units * (features + units);
const trainingOperations = 3 * forwardOperations - steps * 2 * 3 * units * features;

const random = seededRandom(1);
const floats = (count: number, deviation: number) =>
  Float32Array.from({ length: count }, () => deviation * normal(random));
const inputs = floats(batch * steps * features, 1);
const labels = Float32Array.from({ length: batch }, () => (random() < 0.5 ? 0 : 1));

/** A GRU and one sigmoid unit: what `train` and `predict` run, with Adam and the mean cross-entropy. */
function network(gru: (options: Parameters<typeof layers.gru>[0]) => RNN): { train(): void; predict(): void } {
  const model: LayersModel = sequential({
    layers: [
      layers.inputLayer({ inputShape: [steps, features] }),
      gru({ units, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  const x = tf.tensor3d(inputs, [batch, steps, features]);
  const y = tf.tensor2d(labels, [batch, 1]);
  const optimizer = tf.train.adam(1e-3);
  return {
    train: () => {
      optimizer.minimize(() => {
        const p = tf.clipByValue(model.apply(x, { training: true }) as tf.Tensor, 1e-6, 1 - 1e-6);
        const likelihood = tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p))));
        return tf.neg(tf.mean(likelihood)) as tf.Scalar;
      });
    },
    predict: () => {
      tf.tidy(() => (model.predict(x, { batchSize: batch }) as tf.Tensor).dataSync());
    },
  };
}

/** The same without tensors: the kernels, the unit on top in plain loops, AdamW. */
function arrays(threads: number): { train(): void; predict(): void } {
  const engine = threads === sharedEngine().threads ? sharedEngine() : startEngine({ threads });
  const gru = createGru({ features, units, recurrentActivation: 'sigmoid', returnSequences: false }, engine);
  const weights = {
    kernel: floats(features * 3 * units, 0.2),
    recurrentKernel: floats(units * 3 * units, 0.2),
    bias: new Float32Array(3 * units),
  };
  const head = floats(units + 1, 0.2);
  const parameters = [weights.kernel, weights.recurrentKernel, weights.bias, head];
  const adamW = createAdamW(parameters, [true, true, false, true], { weightDecay: 0.01, clip: 1 });
  const ofOutputs = new Float32Array(batch * units);
  const ofHead = new Float32Array(units + 1);
  const probability = (states: Float32Array, row: number) => {
    let logit = head[units]!;
    for (let unit = 0; unit < units; unit++) logit += head[unit]! * states[row * units + unit]!;
    return 1 / (1 + Math.exp(-logit));
  };
  return {
    train() {
      const pass = gru.forward(weights, { inputs, batch, steps });
      ofHead.fill(0);
      for (let row = 0; row < batch; row++) {
        const slope = (probability(pass.outputs, row) - labels[row]!) / batch;
        for (let unit = 0; unit < units; unit++) {
          ofOutputs[row * units + unit] = slope * head[unit]!;
          ofHead[unit] = ofHead[unit]! + slope * pass.outputs[row * units + unit]!;
        }
        ofHead[units] = ofHead[units]! + slope;
      }
      const gradients = pass.backward(ofOutputs);
      adamW.step([gradients.kernel, gradients.recurrentKernel, gradients.bias, ofHead], 1e-3);
    },
    predict() {
      const states = gru.predict(weights, { inputs, batch, steps });
      for (let row = 0; row < batch; row++) probability(states, row);
    },
  };
}

/** PyTorch's figures, if PYTHON names an interpreter that has it: the median of three runs, with as many threads as we use. */
function pytorch(threads: number): { train: number; predict: number } | undefined {
  const python = process.env.PYTHON;
  if (!python) return undefined;
  const script = join(import.meta.dirname, 'gru_pytorch.py');
  const runs = Array.from({ length: 3 }, () => {
    const { stdout, stderr, status } = spawnSync(python, [script, String(threads)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`PyTorch did not run: ${stderr}`);
    return JSON.parse(stdout) as { train: number; predict: number };
  });
  return { train: median(runs.map((run) => run.train)), predict: median(runs.map((run) => run.predict)) };
}

const backend = await startBackend();
const { threads } = sharedEngine();
const stock = network(layers.gru);
const fused = network(fusedGru);
const [alone, together] = [arrays(1), arrays(threads)];
const names = {
  stock: `tfjs layers.gru (${backend.name})`,
  fused: `our layer in tfjs, ${threads} threads`,
  alone: 'our arrays, 1 thread',
  together: `our arrays, ${threads} threads`,
};
const peer = pytorch(threads);
const peak = measurePeak(sharedEngine(), () => performance.now());
console.log(`GRU: ${steps} steps, ${features} features, ${units} units, batches of ${batch}`);
console.log(
  `  ${sharedEngine().relaxed ? 'fused' : 'separate'} multiply-add, peak of ${threads} threads ${peak.toFixed(0)} GFLOP/s`,
);
for (const [task, target, peerTarget, operations] of [
  ['train', 20, 1.5, trainingOperations],
  ['predict', 6, 1.2, forwardOperations],
] as const) {
  const rates = measure([
    { name: names.stock, units: batch, run: stock[task] },
    { name: names.fused, units: batch, run: fused[task] },
    { name: names.alone, units: batch, run: alone[task] },
    { name: names.together, units: batch, run: together[task] },
  ]);
  const reference = rates.get(names.stock)!;
  const best = rates.get(names.together)!;
  console.log(task === 'train' ? 'training' : 'inference');
  console.log(line(names.stock, reference, 'sequences/s', reference));
  console.log(line(names.fused, rates.get(names.fused)!, 'sequences/s', reference, target));
  console.log(line(names.alone, rates.get(names.alone)!, 'sequences/s', reference));
  console.log(line(names.together, best, 'sequences/s', reference, target));
  const reached = (best * operations) / 1e9;
  console.log(`  ${reached.toFixed(1)} GFLOP/s, ${((100 * reached) / peak).toFixed(0)} % of the peak`);
  if (peer)
    console.log(line(`beside PyTorch (${Math.round(peer[task])}/s)`, best, 'sequences/s', peer[task], peerTarget));
}
if (!peer) console.log('  PyTorch was not measured: set PYTHON to an interpreter that has it');
