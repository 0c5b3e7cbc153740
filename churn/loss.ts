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

/** Cross-entropy of the probabilities over the rows that are `known` (1 where the whole horizon was observed, else 0), divided by the batch's size. All [batch, 1]. */
export function crossEntropy(churned: tf.Tensor2D, probability: tf.Tensor2D, known: tf.Tensor2D): tf.Scalar {
  const p = tf.clipByValue(probability, 1e-6, 1 - 1e-6);
  const likelihood = tf.add(tf.mul(churned, tf.log(p)), tf.mul(tf.sub(1, churned), tf.log(tf.sub(1, p))));
  return tf.neg(tf.mean(tf.mul(likelihood, known))) as tf.Scalar;
}

/** The spend's part of the ZILN loss: the negative log likelihood of a normal log spend, summed over those who ordered among the `known`, divided by the batch's size. */
export function spendLoss({ churned, logSpend }: Targets, spend: tf.Tensor2D, known: tf.Tensor2D): tf.Scalar {
  const [mean, raw] = tf.split(spend, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const logDeviation = tf.clipByValue(raw, ...logDeviationRange);
  const z = tf.mul(tf.sub(logSpend, mean), tf.exp(tf.neg(logDeviation)));
  const perRow = tf.add(tf.mul(0.5, tf.mul(z, z)), logDeviation);
  return tf.mean(tf.mul(perRow, tf.mul(known, tf.sub(1, churned)))) as tf.Scalar;
}

/** The deviation that a raw output stands for, within the same range as in the loss. */
export function deviationOf(raw: number): number {
  return Math.exp(Math.max(logDeviationRange[0], Math.min(logDeviationRange[1], raw)));
}

/** What hazards are learnt against: per period 1 if the next order fell in it, and 1 if it was seen whether one did. Both [batch, periods]. */
export interface HazardTargets {
  readonly ordered: tf.Tensor2D;
  readonly atRisk: tf.Tensor2D;
}

/** Negative log likelihood of the time to the next order, periods after it or after the end of the data left out; mean over the batch. */
export function hazardLoss({ ordered, atRisk }: HazardTargets, logits: tf.Tensor2D): tf.Scalar {
  const entropy = tf.sub(tf.softplus(logits), tf.mul(ordered, logits));
  return tf.div(tf.sum(tf.mul(entropy, atRisk)), logits.shape[0]) as tf.Scalar;
}
