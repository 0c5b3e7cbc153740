import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SpendScale } from '../fit-network.ts';
import { stepFeatureNames } from '../sequences.ts';
import { reasonKinds, stepKindsAt } from './feature-reasons.ts';
import { type MemberScores, memberScores } from './member-scores.ts';
import type { Paths } from './paths.ts';

const width = stepFeatureNames.length;
const kinds = reasonKinds.length;

/** A score along ways: its value at each point of each way [rows × points], and how fast it rises there because of each reason [rows × points × reasons]. */
export interface AlongPaths {
  readonly value: Float64Array;
  readonly slopes: Float64Array;
}

/** Both scores of one network at `points` (0: the start, 1: the customer) of each way. */
export function followPaths(
  network: LayersModel,
  spendScale: SpendScale,
  paths: Paths,
  points: Float64Array,
): { churnLogit: AlongPaths; logSpend: AlongPaths } {
  const inputs = stepsAt(paths, points);
  const follow = (score: keyof MemberScores): AlongPaths => {
    let value = new Float64Array();
    const gradient = tf.tidy(() => {
      const rise = tf.grad((steps: tf.Tensor) => {
        const scores = memberScores(network, spendScale, steps)[score];
        value = Float64Array.from(scores.dataSync());
        return tf.sum(scores);
      });
      return rise(inputs);
    });
    const slopes = slopesOf(paths, points.length, gradient.dataSync() as Float32Array);
    tf.dispose(gradient);
    return { value, slopes };
  };
  const result = { churnLogit: follow('churnLogit'), logSpend: follow('logSpend') };
  tf.dispose(inputs);
  return result;
}

function stepsAt(paths: Paths, points: Float64Array): tf.Tensor3D {
  const rows = paths.rows.length * points.length;
  const length = paths.steps * width;
  const steps = new Float32Array(rows * length);
  for (let row = 0, at = 0; row < paths.rows.length; row++) {
    for (const point of points) {
      const start = row * length;
      for (let i = 0; i < length; i++) steps[at * length + i] = paths.from[start + i]! + point * paths.by[start + i]!;
      at++;
    }
  }
  return tf.tensor3d(steps, [rows, paths.steps, width]);
}

/** Gradient × way, summed by reason. */
function slopesOf(paths: Paths, points: number, gradient: Float32Array): Float64Array {
  const slopes = new Float64Array(paths.rows.length * points * kinds);
  const kindsByStep = Array.from({ length: paths.steps }, (_, step) => stepKindsAt(step, paths.steps));
  for (let row = 0, at = 0; row < paths.rows.length; row++) {
    for (let point = 0; point < points; point++, at++) {
      const into = at * kinds;
      for (let step = 0; step < paths.steps; step++) {
        const kindOf = kindsByStep[step]!;
        const own = (row * paths.steps + step) * width;
        const there = (at * paths.steps + step) * width;
        for (let column = 0; column < width; column++) {
          slopes[into + kindOf[column]!]! += gradient[there + column]! * paths.by[own + column]!;
        }
      }
    }
  }
  return slopes;
}
