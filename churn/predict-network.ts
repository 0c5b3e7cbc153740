import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { batchSteps, scoringBatches } from './batches.ts';
import type { Inputs } from './examples.ts';

/** A network's outputs, one row a customer. */
export interface NetworkOutputs {
  /** Probability of no order in the horizon, not yet calibrated. */
  readonly churn: Float64Array;
  /** Mean of the standardised log spend of those who order. */
  readonly spendMean: Float64Array;
  /** The raw output behind its deviation (see `deviationOf`). */
  readonly spendRawDeviation: Float64Array;
  /** Logits of an order in each period, given none before; rows × periods. */
  readonly hazard: Float32Array;
}

const rowsAtOnce = 1024;

/** Runs the network over standardised inputs. Keeps no tensor. */
export function predictNetwork(network: LayersModel, inputs: Inputs): NetworkOutputs {
  const churn = new Float64Array(inputs.rows);
  const spendMean = new Float64Array(inputs.rows);
  const spendRawDeviation = new Float64Array(inputs.rows);
  const periods = network.outputs[2]!.shape[1]!;
  const hazards = new Float32Array(inputs.rows * periods);
  for (const rows of scoringBatches(inputs, rowsAtOnce)) {
    tf.tidy(() => {
      const steps = batchSteps(inputs, rows);
      const outputs = network.apply(steps, { training: false }) as tf.Tensor2D[];
      const [probability, spend, hazard] = outputs.map((output) => output.dataSync());
      for (let i = 0; i < rows.length; i++) {
        churn[rows[i]!] = probability![i]!;
        spendMean[rows[i]!] = spend![2 * i]!;
        spendRawDeviation[rows[i]!] = spend![2 * i + 1]!;
        hazards.set(hazard!.subarray(i * periods, (i + 1) * periods) as Float32Array, rows[i]! * periods);
      }
    });
  }
  return { churn, spendMean, spendRawDeviation, hazard: hazards };
}
