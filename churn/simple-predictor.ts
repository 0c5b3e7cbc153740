import type { Progress } from '../config/index.ts';
import { crossEntropyOf, fitCalibration } from './blend.ts';
import { fitBuyingModel, predictBuying } from './buying-model.ts';
import { dealCustomers } from './customer-folds.ts';
import { examplesOf, inputStandardisationOf, joined, standardiseInputs } from './examples.ts';
import type { History } from './history.ts';
import { fitInterests } from './interest/fit-interests.ts';
import { interestHeldOut } from './interest/interest-features.ts';
import { labelsOf } from './labels.ts';
import { sigmoid } from './logistic.ts';
import type { Predictor } from './model.ts';
import { fitWideOfOthers, wideHeldOut } from './sequence-predictor.ts';
import { type Snapshot, snapshotAt } from './snapshot.ts';
import { fitSpendBlend } from './spend-blend.ts';
import { fitWideModel } from './wide-model.ts';

/** A regression on fewer who left, or who stayed, at the latest cutoff is not tried. */
const fewestOfEach = 10;

/**
 * The predictor of a small shop: a logistic regression that learns from all labelled cutoffs (`snapshots`, the latest first) and sees the model of interest, or BG/NBD, whichever has the lower
 * cross-entropy on those cutoffs, the regression on customers that it was not fitted to. Without such a cutoff, or with too few customers on either side, it is BG/NBD, which needs no labels.
 */
export async function trainSimplePredictor(
  history: History,
  snapshots: readonly Snapshot[],
  asOf: number,
  options: { readonly horizonDays: number; readonly seed: number; readonly onProgress: Progress },
): Promise<{ predictor: Predictor; histories: [] }> {
  const { horizonDays, seed } = options;
  const rhythm = { predictor: { kind: 'bg_nbd' }, histories: [] } as { predictor: Predictor; histories: [] };
  const [latest] = snapshots;
  if (latest === undefined) return rhythm;
  const outcomes = labelsOf(history, latest, horizonDays).churned;
  const left = outcomes.reduce((sum, churned) => sum + churned, 0);
  if (Math.min(left, outcomes.length - left) < fewestOfEach) return rhythm;

  const foldOf = dealCustomers(history.customers, seed);
  const { interest, ofOthers: interestOfOthers } = await fitInterests(
    history,
    snapshotAt(history, asOf),
    foldOf,
    options,
  );
  const inputs = { mostSteps: 1, seasons: false, interest };
  const raw = examplesOf(history, snapshots, horizonDays, asOf, {
    ...inputs,
    interest: (snapshot) => interestHeldOut(interestOfOthers, foldOf, history, snapshot),
  });
  const standardisation = inputStandardisationOf(raw);
  const examples = standardiseInputs(raw, standardisation);
  const wideOfOthers = fitWideOfOthers(examples, foldOf);
  const heldOut = wideHeldOut(wideOfOthers, examples, foldOf);
  const calibration = fitCalibration(heldOut.churnLogit, examples.churned);
  const probabilities = heldOut.churnLogit.map((z) => sigmoid(calibration.slope * z + calibration.intercept));
  const byRhythm = snapshots.map(
    (snapshot) => predictBuying(fitBuyingModel(history, snapshot), history, snapshot, horizonDays).churnProbability,
  );
  if (crossEntropyOf(raw.churned, joined(Float64Array, byRhythm)) < crossEntropyOf(raw.churned, probabilities)) {
    return rhythm;
  }
  return {
    predictor: {
      kind: 'rfm_logistic',
      inputs,
      interestOfOthers,
      standardisation,
      wide: fitWideModel(examples),
      wideOfOthers,
      ...calibration,
      spend: fitSpendBlend(probabilities, heldOut, heldOut, raw.spend),
    },
    histories: [],
  };
}
