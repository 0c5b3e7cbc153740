import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Progress, seededRandom } from '../config/index.ts';
import { boundedLogit } from './blend.ts';
import { folds } from './customer-folds.ts';
import { type Examples, type Inputs, selectRows } from './examples.ts';
import { type Epoch, type FitOptions, fitNetwork, type SpendScale } from './fit-network.ts';
import { logitOfSilence, periodsOf } from './hazard.ts';
import { deviationOf } from './loss.ts';
import { buildNetwork } from './network.ts';
import { predictNetworks } from './predict-network.ts';
import { stepFeatureNames } from './sequences.ts';

/** Networks whose mean is the recurrent half of the prediction. */
export interface Ensemble {
  /** One for each part of the customers, which it is stopped early on and never learns from. */
  readonly members: readonly LayersModel[];
  readonly spendScale: SpendScale;
}

/** What an ensemble says of each row: the logit of churn, and the mean spend of those who order, in the currency's main unit. */
export interface EnsembleOutputs {
  readonly churnLogit: Float64Array;
  readonly spendIfOrder: Float64Array;
}

const shape = { units: 32, hidden: 48, dropout: 0.2 };
const fit: FitOptions = {
  epochs: 7,
  batchSize: 256,
  learningRate: 4e-3,
  weightDecay: 0.02,
  spendWeight: 0.3,
  hazardWeight: 0.3,
  patience: 3,
};

/**
 * Trains one member a fold on standardised examples. `foldOf` says which part each customer index belongs to.
 * Returns too each member's figures by epoch, and for every row what the member says that never saw this customer.
 */
export function trainEnsemble(
  training: Examples,
  foldOf: (customerIndex: number) => number,
  horizonDays: number,
  seed: number,
  onProgress: Progress,
): { ensemble: Ensemble; histories: Epoch[][]; heldOut: EnsembleOutputs } {
  const spendScale = spendScaleOf(training.spend.filter((_, row) => training.observedDays[row]! >= horizonDays));
  const labelled = training.observedDays.reduce((sum, days) => sum + (days >= horizonDays ? 1 : 0), 0);
  const members: LayersModel[] = [];
  const histories: Epoch[][] = [];
  const heldOut = { churnLogit: new Float64Array(labelled), spendIfOrder: new Float64Array(labelled) };
  const rowsWhere = (keep: (fold: number) => boolean) =>
    [...training.customerIndex.keys()].filter((row) => keep(foldOf(training.customerIndex[row]!)));
  for (let fold = 0; fold < folds; fold++) {
    const random = seededRandom(seed * folds + fold);
    const member = buildNetwork(
      { ...shape, stepFeatures: stepFeatureNames.length, periods: periodsOf(horizonDays) },
      random,
    );
    const heldRows = rowsWhere((f) => f === fold).filter((row) => training.observedDays[row]! >= horizonDays);
    const held = selectRows(training, heldRows);
    const seen = selectRows(
      training,
      rowsWhere((f) => f !== fold),
    );
    histories.push(
      fitNetwork(member, seen, held, spendScale, horizonDays, fit, random, (epoch) =>
        onProgress(fold * fit.epochs + epoch, folds * fit.epochs, 'epochs'),
      ),
    );
    const outputs = predictEnsemble({ members: [member], spendScale }, held);
    for (const [i, row] of heldRows.entries()) {
      heldOut.churnLogit[row] = outputs.churnLogit[i]!;
      heldOut.spendIfOrder[row] = outputs.spendIfOrder[i]!;
    }
    members.push(member);
  }
  return { ensemble: { members, spendScale }, histories, heldOut };
}

/** The members' mean logits, and mean of their expected spends; `hazards` are those of an order in each period of the horizon, given none before, rows × periods. Wants standardised inputs. */
export function predictEnsemble(
  { members, spendScale }: Ensemble,
  inputs: Inputs,
): EnsembleOutputs & { readonly hazards: Float32Array } {
  const churnLogit = new Float64Array(inputs.rows);
  const spendIfOrder = new Float64Array(inputs.rows);
  const networks = predictNetworks(members, inputs);
  const hazards = new Float32Array(networks[0]!.hazard.length);
  const periods = hazards.length / inputs.rows;
  for (const { churn, spendMean, spendRawDeviation, hazard } of networks) {
    for (let at = 0; at < hazards.length; at++) hazards[at]! += hazard[at]! / members.length;
    for (let row = 0; row < inputs.rows; row++) {
      const deviation = spendScale.deviation * deviationOf(spendRawDeviation[row]!);
      const silence = logitOfSilence(hazard, row * periods, (row + 1) * periods);
      churnLogit[row]! += (boundedLogit(churn[row]!) + silence) / 2 / members.length;
      spendIfOrder[row]! +=
        lognormalMean(spendScale.mean + spendScale.deviation * spendMean[row]!, deviation) / members.length;
    }
  }
  return { churnLogit, spendIfOrder, hazards };
}

/** exp(μ + σ²/2), the σ² part held below a factor of e^1.2: one wild order in the past shall not become a fortune in the future. */
export function lognormalMean(mean: number, deviation: number): number {
  return Math.exp(mean + Math.min(1.2, deviation ** 2 / 2));
}

function spendScaleOf(spend: Float64Array): SpendScale {
  const logs = [...spend].filter((value) => value > 0).map(Math.log);
  if (logs.length === 0) return { mean: 0, deviation: 1 };
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
