import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { startBackend } from '../churn/backend.ts';
import { customerFeatureNames } from '../churn/customer-features.ts';
import { predictEnsemble } from '../churn/ensemble.ts';
import type { Inputs } from '../churn/examples.ts';
import { periodsOf } from '../churn/hazard.ts';
import { buildNetwork } from '../churn/network.ts';
import { stepFeatureNames } from '../churn/sequences.ts';
import { normal, seededRandom } from '../config/index.ts';

/** So many customers with so many events each, scored by an ensemble of the size that is shipped, in parts as `score` does it. */
const [customers, steps, members, customersAtOnce] = [1_000_000, 20, 4, 20_000];
const [units, hidden, horizonDays] = [32, 48, 90];
const [mostSeconds, mostGibibytes] = [60, 4];
const sampled = 4096;

const random = seededRandom(1);
const width = stepFeatureNames.length;
const values = Float32Array.from({ length: 1 << 20 }, () => normal(random));

/** Features of made-up customers, standardised; those of part `part` differ from those of another. */
function featuresOf(part: number): Inputs {
  const filled = (length: number) =>
    new Float32Array(length).map((_, at) => values[(at * 31 + part * 7919) & (values.length - 1)]!);
  return {
    rows: customersAtOnce,
    sequences: {
      offsets: Int32Array.from({ length: customersAtOnce + 1 }, (_, row) => row * steps),
      steps: filled(customersAtOnce * steps * width),
    },
    customer: filled(customersAtOnce * customerFeatureNames.length),
  };
}

/** One network of the ensemble in stock tfjs: the same layers, `layers.gru` for the encoder, all heads as one. */
function stockNetwork() {
  const sequence = input({ shape: [steps, width] });
  const state = layers.gru({ units, recurrentInitializer: 'glorotUniform' }).apply(sequence) as SymbolicTensor;
  const deep = layers.dense({ units: hidden, activation: 'relu' }).apply(state) as SymbolicTensor;
  const heads = layers.dense({ units: 3 + periodsOf(horizonDays) }).apply(deep) as SymbolicTensor;
  return model({ inputs: sequence, outputs: heads });
}

await startBackend();
const ensemble = {
  members: Array.from({ length: members }, () =>
    buildNetwork({ stepFeatures: width, units, hidden, dropout: 0.2, periods: periodsOf(horizonDays) }, random),
  ),
  spendScale: { mean: 5, deviation: 1 },
};
console.log(
  `scoring: ${customers.toLocaleString('en')} customers with ${steps} events, ${members} networks, features in memory`,
);
predictEnsemble(ensemble, featuresOf(0));
let milliseconds = 0;
for (let part = 0; part < customers / customersAtOnce; part++) {
  const inputs = featuresOf(part);
  const started = performance.now();
  predictEnsemble(ensemble, inputs);
  milliseconds += performance.now() - started;
}
const seconds = milliseconds / 1000;

const stock = stockNetwork();
const sample = tf.tensor3d(featuresOf(0).sequences.steps.subarray(0, sampled * steps * width), [sampled, steps, width]);
const predictSample = () => tf.tidy(() => (stock.predict(sample, { batchSize: 1024 }) as tf.Tensor).dataSync());
predictSample();
const started = performance.now();
predictSample();
const stockSeconds = (((performance.now() - started) / 1000) * members * customers) / sampled;

const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
const verdict = (value: number, most: number) => (value <= most ? 'reached' : 'not reached');
console.log(`  ours: ${seconds.toFixed(1)} s, target ≤ ${mostSeconds} s: ${verdict(seconds, mostSeconds)}`);
console.log(
  `  stock tfjs, ${sampled.toLocaleString('en')} customers and one network measured, scaled to all: ${stockSeconds.toFixed(0)} s; ours is ${(stockSeconds / seconds).toFixed(1)} × as fast`,
);
console.log(
  `  peak memory ${gibibytes.toFixed(2)} GiB, target ≤ ${mostGibibytes} GiB: ${verdict(gibibytes, mostGibibytes)}`,
);
