import { millisecondsPerDay } from '../config/index.ts';
import { crossEntropyOf, fitCalibration } from './blend.ts';
import { fitBuyingModel, predictBuying } from './buying-model.ts';
import { dealCustomers } from './customer-folds.ts';
import { examplesOf, inputStandardisationOf, standardiseInputs } from './examples.ts';
import type { History } from './history.ts';
import { sigmoid } from './logistic.ts';
import type { Predictor } from './model.ts';
import { fitWideOfOthers, wideHeldOut } from './sequence-predictor.ts';
import type { Snapshot } from './snapshot.ts';
import { fitSpendBlend } from './spend-blend.ts';
import { fitWideModel } from './wide-model.ts';

/** A regression on fewer who left, or who stayed, is not tried. */
const fewestOfEach = 10;

/**
 * The predictor of a small shop: logistic regression or BG/NBD, whichever has the lower cross-entropy on the latest labelled cutoff, the regression on customers that it was not fitted to.
 * Without such a cutoff, or with too few customers on either side, it is BG/NBD, which needs no labels.
 */
export function trainSimplePredictor(
  history: History,
  latest: Snapshot | undefined,
  horizonDays: number,
  seed: number,
): { predictor: Predictor; histories: [] } {
  const rhythm = { predictor: { kind: 'bg_nbd' }, histories: [] } as { predictor: Predictor; histories: [] };
  if (latest === undefined) return rhythm;
  const raw = examplesOf(history, [latest], horizonDays, latest.cutoff + horizonDays * millisecondsPerDay, {
    mostSteps: 1,
    seasons: false,
  });
  const left = raw.churned.reduce((sum, churned) => sum + churned, 0);
  if (Math.min(left, raw.rows - left) < fewestOfEach) return rhythm;

  const standardisation = inputStandardisationOf(raw);
  const examples = standardiseInputs(raw, standardisation);
  const foldOf = dealCustomers(history.customers, seed);
  const wideOfOthers = fitWideOfOthers(examples, foldOf);
  const heldOut = wideHeldOut(wideOfOthers, examples, foldOf);
  const calibration = fitCalibration(heldOut.churnLogit, examples.churned);
  const probabilities = heldOut.churnLogit.map((z) => sigmoid(calibration.slope * z + calibration.intercept));
  const byRhythm = predictBuying(fitBuyingModel(history, latest), history, latest, horizonDays).churnProbability;
  if (crossEntropyOf(raw.churned, byRhythm) < crossEntropyOf(raw.churned, probabilities)) {
    return rhythm;
  }
  return {
    predictor: {
      kind: 'rfm_logistic',
      standardisation,
      wide: fitWideModel(examples),
      wideOfOthers,
      ...calibration,
      spend: fitSpendBlend(probabilities, heldOut, heldOut, raw.spend),
    },
    histories: [],
  };
}
