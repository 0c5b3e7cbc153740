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

/** Runs the networks, all of one shape, over standardised inputs; each batch's steps are put together once for all. Keeps no tensor. */
export function predictNetworks(networks: readonly LayersModel[], inputs: Inputs): NetworkOutputs[] {
  const periods = networks[0]!.outputs[2]!.shape[1]!;
  const results = networks.map(() => ({
    churn: new Float64Array(inputs.rows),
    spendMean: new Float64Array(inputs.rows),
    spendRawDeviation: new Float64Array(inputs.rows),
    hazard: new Float32Array(inputs.rows * periods),
  }));
  for (const rows of scoringBatches(inputs, rowsAtOnce)) {
    tf.tidy(() => {
      const steps = batchSteps(inputs, rows);
      for (const [member, network] of networks.entries()) {
        const outputs = network.apply(steps, { training: false }) as tf.Tensor2D[];
        const [probability, spend, hazards] = outputs.map((output) => output.dataSync());
        const { churn, spendMean, spendRawDeviation, hazard } = results[member]!;
        for (let i = 0; i < rows.length; i++) {
          const row = rows[i]!;
          churn[row] = probability![i]!;
          spendMean[row] = spend![2 * i]!;
          spendRawDeviation[row] = spend![2 * i + 1]!;
          for (let period = 0; period < periods; period++)
            hazard[row * periods + period] = hazards![i * periods + period]!;
        }
      }
    });
  }
  return results;
}
