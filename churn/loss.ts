import * as tf from '@tensorflow/tfjs-core';

/** The log of the spend's deviation is held here: e^-3 to e^1 standard deviations of log spend. */
const logDeviationRange = [-3, 1] as const;

/** What the loss is computed against, one row a customer. */
export interface Targets {
  /** 1: no order in the horizon. [batch, 1] */
  readonly churned: tf.Tensor2D;
  /** Standardised log spend of those who ordered, 0 for the others. [batch, 1] */
  readonly logSpend: tf.Tensor2D;
}

/** Mean cross-entropy of the probabilities [batch, 1]. */
export function crossEntropy(churned: tf.Tensor2D, probability: tf.Tensor2D): tf.Scalar {
  const p = tf.clipByValue(probability, 1e-6, 1 - 1e-6);
  const likelihood = tf.add(tf.mul(churned, tf.log(p)), tf.mul(tf.sub(1, churned), tf.log(tf.sub(1, p))));
  return tf.neg(tf.mean(likelihood)) as tf.Scalar;
}

/** The spend's part of the ZILN loss: the negative log likelihood of a normal log spend, summed over those who ordered and divided by the batch's size. */
export function spendLoss({ churned, logSpend }: Targets, spend: tf.Tensor2D): tf.Scalar {
  const [mean, raw] = tf.split(spend, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const logDeviation = tf.clipByValue(raw, ...logDeviationRange);
  const z = tf.mul(tf.sub(logSpend, mean), tf.exp(tf.neg(logDeviation)));
  const perRow = tf.add(tf.mul(0.5, tf.mul(z, z)), logDeviation);
  return tf.mean(tf.mul(perRow, tf.sub(1, churned))) as tf.Scalar;
}

/** The deviation that a raw output stands for, within the same range as in the loss. */
export function deviationOf(raw: number): number {
  return Math.exp(Math.max(logDeviationRange[0], Math.min(logDeviationRange[1], raw)));
}
