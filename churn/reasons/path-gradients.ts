import * as tf from '@tensorflow/tfjs-core';
import { customerFeatureNames } from '../customer-features.ts';
import type { Member } from '../ensemble.ts';
import type { SpendScale } from '../fit-network.ts';
import { stepFeatureNames } from '../sequences.ts';
import { customerKinds, reasonKinds, stepKindsAt } from './feature-reasons.ts';
import { type MemberScores, memberScores } from './member-scores.ts';
import type { Paths } from './paths.ts';

const width = stepFeatureNames.length;
const columns = customerFeatureNames.length;
const kinds = reasonKinds.length;

/** A score along ways: its value at each point of each way [rows × points], and how fast it rises there because of each reason [rows × points × reasons]. */
export interface AlongPaths {
  readonly value: Float64Array;
  readonly slopes: Float64Array;
}

/** Both scores of one network at `points` (0: the start, 1: the customer) of each way. */
export function followPaths(
  member: Member,
  spendScale: SpendScale,
  paths: Paths,
  points: Float64Array,
): { churnLogit: AlongPaths; logSpend: AlongPaths } {
  const inputs = inputsAt(paths, points, member.seesCustomer);
  const follow = (score: keyof MemberScores): AlongPaths => {
    let value = new Float64Array();
    const gradients = tf.tidy(() => {
      const rise = tf.grads((...given: tf.Tensor[]) => {
        const scores = memberScores(member.network, spendScale, given)[score];
        value = Float64Array.from(scores.dataSync());
        return tf.sum(scores);
      });
      return rise(inputs);
    });
    const [steps, customer] = gradients.map((gradient) => gradient.dataSync() as Float32Array);
    tf.dispose(gradients);
    return {
      value,
      slopes: slopesOf(paths, points.length, { steps: steps!, customer: customer! }, member.seesCustomer),
    };
  };
  const result = { churnLogit: follow('churnLogit'), logSpend: follow('logSpend') };
  tf.dispose(inputs);
  return result;
}

function inputsAt(paths: Paths, points: Float64Array, seesCustomer: boolean): tf.Tensor[] {
  const rows = paths.rows.length * points.length;
  const length = paths.steps * width;
  const steps = new Float32Array(rows * length);
  const customer = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < paths.rows.length; row++) {
    for (const point of points) {
      const start = row * length;
      for (let i = 0; i < length; i++) steps[at * length + i] = paths.from[start + i]! + point * paths.by[start + i]!;
      if (seesCustomer) {
        for (let i = 0; i < columns; i++) customer[at * columns + i] = point * paths.customerBy[row * columns + i]!;
      }
      at++;
    }
  }
  return [tf.tensor3d(steps, [rows, paths.steps, width]), tf.tensor2d(customer, [rows, columns])];
}

/** Gradient × way, summed by reason. */
function slopesOf(
  paths: Paths,
  points: number,
  gradients: { readonly steps: Float32Array; readonly customer: Float32Array },
  seesCustomer: boolean,
): Float64Array {
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
          slopes[into + kindOf[column]!]! += gradients.steps[there + column]! * paths.by[own + column]!;
        }
      }
      if (!seesCustomer) continue;
      for (let column = 0; column < columns; column++) {
        slopes[into + customerKinds[column]!]! +=
          gradients.customer[at * columns + column]! * paths.customerBy[row * columns + column]!;
      }
    }
  }
  return slopes;
}
