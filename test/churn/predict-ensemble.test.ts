import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../churn/backend.ts';
import { batchSteps } from '../../churn/batches.ts';
import { boundedLogit } from '../../churn/blend.ts';
import { type Ensemble, type EnsembleOutputs, lognormalMean, predictEnsemble } from '../../churn/ensemble.ts';
import type { Inputs } from '../../churn/examples.ts';
import { deviationOf } from '../../churn/loss.ts';
import { buildNetwork } from '../../churn/network.ts';
import { stepFeatureNames } from '../../churn/sequences.ts';
import { normal, seededRandom } from '../../config/index.ts';

const width = stepFeatureNames.length;
const rows = 400;
const random = seededRandom(6);
const lengths = Array.from({ length: rows }, () => 1 + Math.floor(23 * random()));
const offsets = new Int32Array(rows + 1);
for (const [row, length] of lengths.entries()) offsets[row + 1] = offsets[row]! + length;
const inputs: Inputs = {
  rows,
  sequences: { offsets, steps: Float32Array.from({ length: offsets[rows]! * width }, () => normal(random)) },
  customer: new Float32Array(),
};
let ensemble: Ensemble;

before(async () => {
  await startBackend();
  const shape = { stepFeatures: width, units: 32, hidden: 48, dropout: 0.2, periods: 13 };
  ensemble = {
    members: Array.from({ length: 3 }, () => buildNetwork(shape, random)),
    spendScale: { mean: 5, deviation: 1.1 },
  };
});

/** One customer after the other, one network after the other, each period's logarithm for itself. */
function oneByOne({ members, spendScale }: Ensemble): EnsembleOutputs {
  const churnLogit = new Float64Array(rows);
  const spendIfOrder = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (const member of members) {
      const outputs = tf.tidy(() =>
        (member.predict(batchSteps(inputs, Uint32Array.of(row))) as tf.Tensor[]).map((output) => [
          ...output.dataSync(),
        ]),
      );
      const [[churn], [mean, raw], hazards] = outputs as [number[], number[], number[]];
      const logSilence = hazards.reduce((sum, hazard) => sum - Math.log1p(Math.exp(hazard)), 0);
      const silence = logSilence - Math.log(-Math.expm1(logSilence));
      churnLogit[row]! += (boundedLogit(churn!) + silence) / 2 / members.length;
      const logMean = spendScale.mean + spendScale.deviation * mean!;
      spendIfOrder[row]! += lognormalMean(logMean, spendScale.deviation * deviationOf(raw!)) / members.length;
    }
  }
  return { churnLogit, spendIfOrder };
}

test('many customers and all networks in one go give what one by one gives', () => {
  const together = predictEnsemble(ensemble, inputs);
  const alone = oneByOne(ensemble);
  for (const column of ['churnLogit', 'spendIfOrder'] as const) {
    for (let row = 0; row < rows; row++) {
      const [here, there] = [together[column][row]!, alone[column][row]!];
      assert.ok(
        Math.abs(here - there) <= 1e-6 * Math.max(1, Math.abs(there)),
        `${column} of ${row}: ${here}, ${there}`,
      );
    }
  }
});
