import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { startBackend } from '../churn/backend.ts';
import { customerFeatureNames } from '../churn/customer-features.ts';
import type { Inputs } from '../churn/examples.ts';
import { foretellFuture } from '../churn/future.ts';
import { periodsOf } from '../churn/hazard.ts';
import type { SequencePredictor } from '../churn/model.ts';
import { buildNetwork } from '../churn/network.ts';
import { predictInputs } from '../churn/prediction.ts';
import { inSeason } from '../churn/seasonal-level.ts';
import { stepFeatureNames } from '../churn/sequences.ts';
import { snapshotAt } from '../churn/snapshot.ts';
import { millisecondsPerDay, normal, seededRandom } from '../config/index.ts';
import { neutralSeason } from '../season/index.ts';
import type { CustomerId, Orders } from '../warehouse/index.ts';

/** So many customers with so many events each, scored by an ensemble of the size that is shipped, in parts as `score` does it. */
const [customers, steps, members, customersAtOnce] = [1_000_000, 20, 4, 20_000];
const [units, hidden, horizonDays] = [32, 48, 90];
const [mostSeconds, mostGibibytes] = [60, 4];
const sampled = 4096;
const asOf = Date.UTC(2026, 0, 1);

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

/** Orders of as many customers, one for each event: the rhythm that dates, orders and values ahead are read off. */
function ordersOf(): Orders {
  const rows = customersAtOnce * steps;
  return {
    customers: Array.from({ length: customersAtOnce }, (_, customer) => `c${customer}` as CustomerId),
    customer: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / steps)),
    time: Float64Array.from(
      { length: rows },
      (_, row) => asOf - (steps - (row % steps)) * (5 + (row % 7)) * millisecondsPerDay,
    ),
    value: Float64Array.from({ length: rows }, (_, row) => 10 + (row % 90)),
    lines: new Int32Array(rows).fill(1),
    quantity: new Float64Array(rows).fill(1),
  };
}

await startBackend();
const ensemble = {
  members: Array.from({ length: members }, () =>
    buildNetwork({ stepFeatures: width, units, hidden, dropout: 0.2, periods: periodsOf(horizonDays) }, random),
  ),
  spendScale: { mean: 5, deviation: 1 },
};
const regression = { weights: customerFeatureNames.map(() => 0.1 * normal(random)), bias: 0 };
const unscaled = (columns: number) => ({
  mean: new Array<number>(columns).fill(0),
  deviation: new Array<number>(columns).fill(1),
});
/** The features are made up, so that nothing is asked of it. */
const interest = {
  horizonDays,
  start: [],
  moves: [],
  orders: [],
  visits: [],
  opening: [],
  unsubscribing: [],
  refilling: [],
  afterOrder: [],
};
const predictor: SequencePredictor = {
  kind: 'sequence',
  inputs: { mostSteps: steps, seasons: false, interest },
  interestOfOthers: [],
  standardisation: { step: unscaled(width), customer: unscaled(customerFeatureNames.length) },
  wide: { churn: regression, logSpend: regression, logSpendDeviation: 1 },
  wideOfOthers: [],
  ensemble,
  blend: { wideWeight: 0.5, slope: 1, intercept: 0 },
  spend: { networkShare: 0.5, scale: 1 },
  seasonal: { season: neutralSeason, slope: -1 },
};
const purchases = { r: 0.8, alpha: 7, a: 2, b: 30, degenerate: false };
const trained = {
  horizonDays,
  buying: { purchases, values: { p: 1.6, q: 13, gamma: 400 }, meanOrderValue: 50 },
  lateOrders: { level: -0.4, surprise: -0.2 },
  spendSpread: { bounds: [], quantiles: [[0.1, 0.5, 1, 2, 5]] },
};
const orders = ordersOf();
const snapshot = snapshotAt(orders, asOf);
const score = (inputs: Inputs) =>
  foretellFuture(
    trained,
    orders,
    snapshot,
    inSeason(predictor.seasonal, predictInputs(predictor, inputs), asOf, horizonDays),
    horizonDays,
  );

console.log(
  `scoring: ${customers.toLocaleString('en')} customers with ${steps} events, ${members} networks and regressions, then dates, orders and value ahead with their intervals; features in memory`,
);
score(featuresOf(0));
let milliseconds = 0;
let processor = 0;
for (let part = 0; part < customers / customersAtOnce; part++) {
  const inputs = featuresOf(part);
  const [started, used] = [performance.now(), process.cpuUsage()];
  score(inputs);
  milliseconds += performance.now() - started;
  const { user, system } = process.cpuUsage(used);
  processor += user + system;
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
const cores = availableParallelism();
const verdict = (value: number, most: number) => (value <= most ? 'reached' : 'not reached');
console.log(`  ours: ${seconds.toFixed(1)} s, target ≤ ${mostSeconds} s: ${verdict(seconds, mostSeconds)}`);
console.log(
  `  ${(processor / 1e6).toFixed(1)} s of processor time on ${cores} cores, which others may have had work for too`,
);
console.log(
  `  stock tfjs, ${sampled.toLocaleString('en')} customers and one network measured, scaled to all: ${stockSeconds.toFixed(0)} s; ours is ${(stockSeconds / seconds).toFixed(1)} × as fast, and does all the rest`,
);
console.log(
  `  peak memory ${gibibytes.toFixed(2)} GiB, target ≤ ${mostGibibytes} GiB: ${verdict(gibibytes, mostGibibytes)}`,
);
