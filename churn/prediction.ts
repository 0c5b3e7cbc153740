import { blendedProbabilities } from './blend.ts';
import { predictBuying } from './buying-model.ts';
import { type EnsembleOutputs, lognormalMean, predictEnsemble } from './ensemble.ts';
import { type Inputs, inputsOf, standardiseInputs } from './examples.ts';
import type { History } from './history.ts';
import { interestFeatures } from './interest/interest-features.ts';
import { logits, sigmoid } from './logistic.ts';
import type { ChurnModel, LogisticPredictor, SequencePredictor, SpendBlend } from './model.ts';
import { inSeason } from './seasonal-level.ts';
import type { Snapshot } from './snapshot.ts';
import type { WideModel } from './wide-model.ts';

/** What is foretold for a snapshot's customers, row by row, for the horizon after its cutoff. */
export interface Prediction {
  /** Chance of no order. */
  readonly churnProbability: Float64Array;
  /** In the currency's main unit. */
  readonly expectedSpend: Float64Array;
  /** The networks' logits of an order in each period of the horizon, given none before: rows × periods. Absent where no network foretells. */
  readonly hazards?: Float32Array;
  /** The same for an ordinary season; absent where no season is told. */
  readonly usual?: Prediction;
}

/** Predicts from the orders before the snapshot's cutoff; `startBackend` must have been awaited. */
export function predict(
  model: Pick<ChurnModel, 'predictor' | 'buying' | 'horizonDays'>,
  history: History,
  snapshot: Snapshot,
): Prediction {
  const { predictor } = model;
  if (predictor.kind === 'bg_nbd') return predictBuying(model.buying, history, snapshot, model.horizonDays);
  const prediction = predictInputs(predictor, predictorInputs(predictor, history, snapshot));
  if (predictor.kind === 'rfm_logistic') return prediction;
  return inSeason(predictor.seasonal, prediction, snapshot.cutoff, model.horizonDays);
}

/** A predictor that works on inputs; BG/NBD does not. */
export type InputPredictor = Omit<SequencePredictor, 'seasonal'> | LogisticPredictor;

/** What the predictor sees of a snapshot's customers, standardised. */
export function predictorInputs(
  { inputs, standardisation }: InputPredictor,
  history: History,
  snapshot: Snapshot,
): Inputs {
  const interest = (of: Snapshot) => interestFeatures(inputs.interest, history, of);
  return standardiseInputs(inputsOf(history, snapshot, { ...inputs, interest }), standardisation);
}

/** Predicts from standardised inputs, for an ordinary season. */
export function predictInputs(predictor: InputPredictor, inputs: Inputs): Prediction {
  const wide = predictWide(predictor.wide, inputs);
  if (predictor.kind === 'rfm_logistic') {
    const churnProbability = wide.churnLogit.map((z) => sigmoid(predictor.slope * z + predictor.intercept));
    return { churnProbability, expectedSpend: expectedSpend(predictor.spend, churnProbability, wide, wide) };
  }
  const networks = predictEnsemble(predictor.ensemble, inputs);
  const churnProbability = blendedProbabilities(predictor.blend, wide.churnLogit, networks.churnLogit);
  const { hazards } = networks;
  return { churnProbability, expectedSpend: expectedSpend(predictor.spend, churnProbability, networks, wide), hazards };
}

/** What the regressions say of standardised inputs. */
export function predictWide(wide: WideModel, inputs: Inputs): EnsembleOutputs {
  return {
    churnLogit: logits(wide.churn, inputs.customer),
    spendIfOrder: logits(wide.logSpend, inputs.customer).map((mean) => lognormalMean(mean, wide.logSpendDeviation)),
  };
}

/** Chance of an order × spend of those who order, the latter mixed of both halves. */
export function expectedSpend(
  { networkShare, scale }: SpendBlend,
  churnProbability: Float64Array,
  networks: EnsembleOutputs,
  wide: EnsembleOutputs,
): Float64Array {
  return churnProbability.map(
    (churn, row) =>
      scale * (1 - churn) * (networkShare * networks.spendIfOrder[row]! + (1 - networkShare) * wide.spendIfOrder[row]!),
  );
}
