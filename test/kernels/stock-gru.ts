import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { GruGradients, GruShape, GruWeights } from '../../kernels/index.ts';

const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(`${dirname(entry)}/`);
await tf.setBackend('wasm');
await tf.ready();

/** What stock `layers.gru` answers: outputs, and gradients of Σ outputs × outputGradient. */
export function stockGru(
  shape: GruShape,
  weights: GruWeights,
  inputs: Float32Array,
  batch: number,
  steps: number,
  outputGradient: Float32Array,
): { outputs: Float32Array; gradients: GruGradients } {
  return tf.tidy(() => {
    const { features, units, recurrentActivation, returnSequences } = shape;
    const layer = layers.gru({
      units,
      recurrentActivation,
      returnSequences,
      kernelInitializer: 'zeros',
      recurrentInitializer: 'zeros',
    });
    layer.apply(tf.zeros([1, steps, features]));
    layer.setWeights([
      tf.tensor2d(weights.kernel, [features, 3 * units]),
      tf.tensor2d(weights.recurrentKernel, [units, 3 * units]),
      tf.tensor1d(weights.bias),
    ]);
    const x = tf.tensor3d(inputs, [batch, steps, features]);
    const outputs = layer.apply(x) as tf.Tensor;
    const upstream = tf.tensor(outputGradient, outputs.shape);
    const loss = (given: tf.Tensor) => tf.sum(tf.mul(layer.apply(given) as tf.Tensor, upstream)) as tf.Scalar;
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => loss(x), variables);
    const floats = (tensor: tf.Tensor) => tensor.dataSync().slice() as Float32Array;
    const [kernel, recurrentKernel, bias] = variables.map((variable) => floats(grads[variable.name]!));
    // Stock tfjs fails on this gradient when there is one step (unstack's gradient is given no list).
    const ofInputs = steps > 1 ? floats(tf.grad(loss)(x)) : undefined;
    const result = {
      outputs: floats(outputs),
      gradients: {
        kernel: kernel!,
        recurrentKernel: recurrentKernel!,
        bias: bias!,
        ...(ofInputs ? { inputs: ofInputs } : {}),
      },
    };
    layer.dispose();
    return result;
  });
}
