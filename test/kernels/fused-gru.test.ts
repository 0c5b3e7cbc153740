import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import './stock-gru.ts';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, type RNN, sequential } from '@tensorflow/tfjs-layers';
import { fusedGru, registerFusedGru } from '../../churn/fused-gru.ts';
import { normal, seededRandom } from '../../config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-fused-gru-'));
after(() => rmSync(folder, { recursive: true }));

const options = { units: 12, recurrentInitializer: 'glorotUniform', biasInitializer: 'randomNormal' } as const;

function randomInputs(batch: number, steps: number, features: number, seed: number): tf.Tensor3D {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: batch * steps * features }, () => normal(random));
  return tf.tensor3d(values, [batch, steps, features]);
}

function network(...encoders: RNN[]): LayersModel {
  return sequential({
    layers: [
      layers.inputLayer({ inputShape: [null as unknown as number, 5] }),
      ...encoders,
      layers.dense({ units: 2 }),
    ],
  });
}

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  assert.deepEqual(a.shape, b.shape);
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
}

async function saved(model: LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return artifacts!;
}

test('a saved model names a GRU, and stock tfjs in another process loads it and predicts the same', async () => {
  const model = network(
    fusedGru({ ...options, returnSequences: true, recurrentActivation: 'sigmoid' }),
    fusedGru({ ...options, units: 7 }),
  );
  const inputs = randomInputs(9, 6, 5, 1);
  const artifacts = await saved(model);
  const { weightData, ...rest } = artifacts;
  assert.equal(JSON.stringify(rest.modelTopology).match(/"class_name":"GRU"/g)?.length, 2);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(rest));
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
  writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs.arraySync()));
  const script = join(import.meta.dirname, 'predict-with-stock.ts');
  const printed = execFileSync(process.execPath, [script, folder], { encoding: 'utf8' });
  const expected = JSON.parse(printed) as number[];
  const actual = (model.predict(inputs) as tf.Tensor).dataSync();
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) assert.ok(Math.abs(actual[i]! - expected[i]!) < 1e-5);
});

test('training with it gives the weights that training with the stock layer gives', async () => {
  const stock = network(layers.gru({ ...options, returnSequences: true }), layers.gru({ ...options, units: 7 }));
  const fused = network(fusedGru({ ...options, returnSequences: true }), fusedGru({ ...options, units: 7 }));
  fused.setWeights(stock.getWeights());
  const inputs = randomInputs(40, 6, 5, 2);
  const target = tf.tensor2d(
    Float32Array.from({ length: 80 }, (_, i) => Math.sin(i)),
    [40, 2],
  );
  for (const model of [stock, fused]) {
    const optimizer = tf.train.sgd(0.05);
    for (let step = 0; step < 10; step++) {
      optimizer.minimize(() => {
        const output = model.apply(inputs, { training: true }) as tf.Tensor;
        return tf.mean(tf.squaredDifference(output, target)) as tf.Scalar;
      });
    }
  }
  const [expected, actual] = [stock.getWeights(), fused.getWeights()];
  for (let i = 0; i < expected.length; i++) assert.ok(largestDifference(actual[i]!, expected[i]!) < 1e-5);
});

test('with a mask of padding in front, and with any other mask, it answers what the stock layer answers', () => {
  const inputs = randomInputs(4, 5, 3, 3);
  const stock = layers.gru({ ...options, returnSequences: true });
  const fused = fusedGru({ ...options, returnSequences: true });
  const expectedPlain = stock.apply(inputs) as tf.Tensor;
  fused.apply(inputs);
  fused.setWeights(stock.getWeights());
  assert.ok(largestDifference(fused.apply(inputs) as tf.Tensor, expectedPlain) < 1e-5);
  const inFront = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];
  const anywhere = [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0];
  for (const values of [inFront, anywhere]) {
    const mask = tf.tensor2d(values, [4, 5], 'bool');
    const expected = stock.apply(inputs, { mask }) as tf.Tensor;
    assert.ok(largestDifference(fused.apply(inputs, { mask }) as tf.Tensor, expected) < 1e-5);
    assert.ok(largestDifference(expected, expectedPlain) > 1e-3);
  }
});

test('what the kernels do not do, the stock code does: no bias, other activations, backwards, state', () => {
  const inputs = randomInputs(3, 4, 2, 4);
  for (const more of [
    { useBias: false },
    { activation: 'relu' },
    { goBackwards: true },
    { returnState: true },
  ] as const) {
    const stock = layers.gru({ ...options, ...more });
    const fused = fusedGru({ ...options, ...more });
    const expected = [stock.apply(inputs) as tf.Tensor].flat();
    fused.apply(inputs);
    fused.setWeights(stock.getWeights());
    const actual = [fused.apply(inputs) as tf.Tensor].flat();
    for (let i = 0; i < expected.length; i++) assert.ok(largestDifference(actual[i]!, expected[i]!) < 1e-5);
  }
});

test('once registered, models that are loaded use it, and keep no tensor beyond their outputs', async () => {
  const model = network(layers.gru({ ...options, units: 8 }));
  const inputs = randomInputs(3, 4, 5, 5);
  const artifacts = await saved(model);
  registerFusedGru();
  const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
  const encoder = loaded.layers.find((layer) => layer.getClassName() === 'GRU')!;
  assert.equal(encoder.constructor.name, 'FusedGru');
  const before = tf.memory().numTensors;
  const output = loaded.predict(inputs) as tf.Tensor;
  assert.equal(tf.memory().numTensors, before + 1);
  assert.ok(largestDifference(output, model.predict(inputs) as tf.Tensor) < 1e-5);
});
