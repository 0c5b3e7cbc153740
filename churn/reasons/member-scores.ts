import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SpendScale } from '../fit-network.ts';

/** One network's two scores of each row [batch], as tensors with a gradient; the same numbers as `predictEnsemble`'s for that network alone. */
export interface MemberScores {
  readonly churnLogit: tf.Tensor1D;
  /** Log of the mean spend of those who order. */
  readonly logSpend: tf.Tensor1D;
}

export function memberScores(network: LayersModel, scale: SpendScale, steps: tf.Tensor): MemberScores {
  const [churn, spend, hazard] = network.apply(steps, { training: false }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const p = tf.clipByValue(churn, 1e-6, 1 - 1e-6);
  const direct = tf.reshape(tf.sub(tf.log(p), tf.log(tf.sub(1, p))), [-1]);
  // Single precision holds no closer to a certain order.
  const logSilence = tf.minimum(-1e-6, tf.neg(tf.sum(tf.softplus(hazard), 1)));
  const silence = tf.sub(logSilence, tf.log(tf.sub(1, tf.exp(logSilence))));
  const [mean, raw] = tf.split(spend, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const deviation = tf.mul(scale.deviation, tf.exp(tf.clipByValue(raw, -3, 1)));
  const excess = tf.minimum(1.2, tf.mul(0.5, tf.square(deviation)));
  return {
    churnLogit: tf.div(tf.add(direct, silence), 2) as tf.Tensor1D,
    logSpend: tf.reshape(tf.add(tf.add(scale.mean, tf.mul(scale.deviation, mean)), excess), [-1]) as tf.Tensor1D,
  };
}
