import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  type BoostingSettings,
  fitBoosting,
  parseBoosting,
  predictLogits,
  serialiseBoosting,
} from '../../boosting/index.ts';
import { seededRandom } from '../../config/index.ts';
import { auc } from '../../evaluation/index.ts';
import { startEngine } from '../../kernels/index.ts';

const settings: BoostingSettings = {
  trees: 120,
  leaves: 8,
  leastRows: 20,
  lambda: 1,
  columnShare: 1,
  rowShare: 1,
  learningRate: 0.1,
};

/** Labels that follow an interaction and a bend which no line can follow: a ring. */
function ring(rows: number, seed: number, noise: number) {
  const random = seededRandom(seed);
  const columns = Array.from({ length: 4 }, () => Float32Array.from({ length: rows }, () => 2 * random() - 1));
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    const inside = columns[0]![row]! ** 2 + columns[1]![row]! ** 2 < 0.5;
    return random() < noise ? (random() < 0.5 ? 1 : 0) : inside ? 1 : 0;
  });
  return { columns, labels };
}

test('trees learn a ring that no straight line can tell', () => {
  const train = ring(4000, 1, 0.1);
  const fresh = ring(2000, 2, 0);
  const model = fitBoosting(train, settings, seededRandom(3));
  assert.ok(auc(fresh.labels, predictLogits(model, fresh.columns)) > 0.985);
});

test('the logits are chances: as often right as they say', () => {
  const train = ring(6000, 1, 0.4);
  const fresh = ring(6000, 2, 0.4);
  const model = fitBoosting(train, { ...settings, trees: 60 }, seededRandom(3));
  const chances = predictLogits(model, fresh.columns).map((logit) => 1 / (1 + Math.exp(-logit)));
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  const sure = [...chances.keys()].filter((row) => chances[row]! > 0.7);
  assert.ok(Math.abs(mean(sure.map((row) => chances[row]!)) - mean(sure.map((row) => fresh.labels[row]!))) < 0.03);
});

test('with rows kept apart it stops before it learns the noise by heart', () => {
  const train = ring(1500, 1, 0.5);
  const held = ring(3000, 2, 0.5);
  const loss = (logits: Float64Array) =>
    logits.reduce((sum, logit, row) => sum + Math.log1p(Math.exp(held.labels[row] ? -logit : logit)), 0);
  const free = fitBoosting(train, { ...settings, trees: 400 }, seededRandom(3));
  const stopped = fitBoosting(train, { ...settings, trees: 400 }, seededRandom(3), {
    columns: held.columns,
    validate: loss,
    patience: 20,
  });
  assert.ok(stopped.trees.length < 200, String(stopped.trees.length));
  assert.ok(loss(predictLogits(stopped, held.columns)) < loss(predictLogits(free, held.columns)));
});

test('a column that never varies and values that are no numbers do no harm', () => {
  const train = ring(2000, 1, 0);
  train.columns.push(
    new Float32Array(2000).fill(5),
    Float32Array.from({ length: 2000 }, (_, row) => (train.labels[row] ? Number.NaN : 1)),
  );
  const model = fitBoosting(train, settings, seededRandom(3));
  assert.ok(auc(train.labels, predictLogits(model, train.columns)) > 0.999);
});

test('rows that weigh nothing teach nothing', () => {
  const train = ring(3000, 1, 0);
  const wrong = ring(3000, 4, 0);
  const columns = train.columns.map((column, c) => Float32Array.of(...column, ...wrong.columns[c]!));
  const labels = Uint8Array.of(...train.labels, ...wrong.labels.map((label) => 1 - label));
  const weights = Float32Array.from({ length: 6000 }, (_, row) => (row < 3000 ? 1 : 0));
  const model = fitBoosting({ columns, labels, weights }, { ...settings, leastRows: 1 }, seededRandom(3));
  assert.ok(auc(train.labels, predictLogits(model, train.columns)) > 0.98);
});

test('the same seed gives the same trees, which are read back as they were written', () => {
  const train = ring(1500, 1, 0.2);
  const random = { ...settings, rowShare: 0.7, columnShare: 0.6 };
  const first = fitBoosting(train, random, seededRandom(9));
  assert.deepEqual(first, fitBoosting(train, random, seededRandom(9)));
  assert.deepEqual(parseBoosting(serialiseBoosting(first)), first);
});

test('the trees are the same on one thread, on three and without relaxed SIMD', async () => {
  const train = ring(20_000, 1, 0.2);
  const engines = [
    startEngine({ threads: 1 }),
    startEngine({ threads: 3 }),
    startEngine({ threads: 2, relaxed: false }),
  ];
  after(() => Promise.all(engines.map((engine) => engine.stop())));
  const random = { ...settings, trees: 20, rowShare: 0.7 };
  const [first, ...others] = engines.map((engine) => fitBoosting(train, random, seededRandom(9), undefined, engine));
  for (const other of others) assert.deepEqual(other, first);
});
