import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Random } from '../config/index.ts';

/**
 * A stock dropout layer whose masks come from `random`: tfjs's own draws the same mask in every batch when it is given a seed, and an unrepeatable one
 * when it is not. It is saved as a plain `Dropout`.
 */
export function seededDropout(rate: number, random: Random, name: string): ReturnType<typeof layers.dropout> {
  const layer = layers.dropout({ rate, name });
  layer.call = (inputs, kwargs) =>
    tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      if (kwargs.training !== true || rate === 0) return input.clone();
      const kept = Float32Array.from({ length: input.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
      return tf.mul(input, tf.tensor(kept, input.shape));
    });
  return layer;
}
