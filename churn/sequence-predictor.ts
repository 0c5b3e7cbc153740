import { millisecondsPerDay, type Progress } from '../config/index.ts';
import { seasonOf } from '../season/index.ts';
import { blendedProbabilities, crossEntropyOf, fitBlend } from './blend.ts';
import { dealCustomers, folds } from './customer-folds.ts';
import { type EnsembleOutputs, trainEnsemble } from './ensemble.ts';
import { type Examples, examplesOf, inputStandardisationOf, selectRows, standardiseInputs } from './examples.ts';
import type { Epoch } from './fit-network.ts';
import type { History } from './history.ts';
import { fitInterests } from './interest/fit-interests.ts';
import { interestHeldOut } from './interest/interest-features.ts';
import type { InputOptions, SequencePredictor } from './model.ts';
import { predictInputs, predictorInputs, predictWide } from './prediction.ts';
import { correctionFor } from './seasonal-level.ts';
import { type Snapshot, snapshotAt, thinned } from './snapshot.ts';
import { fitSpendBlend } from './spend-blend.ts';
import { fitTaste } from './taste/fit-taste.ts';
import { firstOrderTime } from './training-cutoffs.ts';
import { fitInterestRegression, fitWideModel, mixedWideModel, type WideModel } from './wide-model.ts';

/** The regressions on all columns learn from the latest cutoffs only; older ones make them no better. */
const wideCutoffs = 4;
/** What may be the share of the regression on interest in both. */
const interestShares = [0, 0.25, 0.5, 0.75, 1] as const;
/** So many customers tell the level. */
const customersForLevel = 20_000;
/** With less than two years a season cannot be told from a trend. */
const daysToShowSeasons = 730;

/**
 * Trains networks and regressions on the snapshots, the latest first, and blends and calibrates them on all that are labelled; then the level is set to what is foretold with equal memory, season by season. Everything that is chosen (when to stop, weights, calibration)
 * is chosen on customers that the part in question never learnt from: customers are dealt into parts, and each is foretold by what was fitted to the others.
 */
export async function trainSequencePredictor(
  history: History,
  snapshots: readonly Snapshot[],
  unfinished: readonly Snapshot[],
  asOf: number,
  options: {
    readonly horizonDays: number;
    readonly mostSteps: number;
    readonly seed: number;
    readonly onProgress: Progress;
  },
): Promise<{ predictor: SequencePredictor; histories: Epoch[][] }> {
  const { horizonDays, mostSteps, seed, onProgress } = options;
  const days = (snapshots[0]!.cutoff - firstOrderTime(history)) / millisecondsPerDay;
  const foldOf = dealCustomers(history.customers, seed);
  const everybody = snapshotAt(history, asOf);
  const { interest, ofOthers: interestOfOthers } = await fitInterests(history, everybody, foldOf, options);
  const taste = fitTaste(history, everybody, seed);
  const inputs: InputOptions = { mostSteps, seasons: days >= daysToShowSeasons, interest, taste };
  const raw = examplesOf(history, [...snapshots, ...unfinished], horizonDays, asOf, {
    ...inputs,
    interest: (snapshot) => interestHeldOut(interestOfOthers, foldOf, history, snapshot),
  });
  const standardisation = inputStandardisationOf(raw);
  const training = standardiseInputs(raw, standardisation);
  const rowsOf = (cutoffs: number) =>
    snapshots.slice(0, cutoffs).reduce((sum, { customer }) => sum + customer.length, 0);
  const labelled = selectRows(training, range(rowsOf(snapshots.length)));
  const recent = selectRows(training, range(rowsOf(wideCutoffs)));

  const { ensemble, histories, heldOut } = trainEnsemble(training, foldOf, horizonDays, seed, onProgress);
  const { wide, wideOfOthers } = fitRegressions(recent, labelled, foldOf, heldOut.churnLogit);
  const heldOutWide = wideHeldOut(wideOfOthers, labelled, foldOf);
  const usual = fitBlend(heldOutWide.churnLogit, heldOut.churnLogit, labelled.churned);
  const probabilities = blendedProbabilities(usual, heldOutWide.churnLogit, heldOut.churnLogit);
  const spend = fitSpendBlend(probabilities, heldOut, heldOutWide, labelled.spend);
  const predictor: Omit<SequencePredictor, 'seasonal'> = {
    kind: 'sequence',
    inputs,
    interestOfOthers,
    standardisation,
    wide,
    wideOfOthers,
    ensemble,
    blend: usual,
    spend,
  };
  const now = thinned(everybody, customersForLevel);
  const foretold = predictInputs(predictor, predictorInputs(predictor, history, now));
  const season = seasonOf(history.time, asOf);
  const { shift, slope, spendFactor } = correctionFor(history, season, now, horizonDays, foretold);
  return {
    predictor: {
      ...predictor,
      blend: { ...usual, intercept: usual.intercept + shift },
      spend: { ...spend, scale: spend.scale * spendFactor },
      seasonal: { season, slope },
    },
    histories,
  };
}

/**
 * Two regressions as one, since both are lines: of all columns at the recent cutoffs, and of what the model of interest says at all labelled ones. The share of the second is the one whose
 * blend with the networks has the lowest cross-entropy on customers that neither was fitted to, at the recent cutoffs: the first regression knows no others.
 * `networks` are the networks' logits of the labelled examples, of which the recent ones are the first.
 */
function fitRegressions(
  recent: Examples,
  labelled: Examples,
  foldOf: (customerIndex: number) => number,
  networks: Float64Array,
): { wide: WideModel; wideOfOthers: readonly WideModel[] } {
  const wideOfOthers = fitWideOfOthers(recent, foldOf);
  const interestOfOthers = range(folds).map((fold) => fitInterestRegression(rowsOfOthers(labelled, foldOf, fold)));
  const known = { networks: networks.subarray(0, recent.rows), churned: recent.churned };
  const candidates = interestShares.map((share) => {
    const mixed = wideOfOthers.map((wide, fold) => mixedWideModel(wide, interestOfOthers[fold]!, share));
    const { churnLogit } = wideHeldOut(mixed, recent, foldOf);
    const blend = fitBlend(churnLogit, known.networks, known.churned);
    const loss = crossEntropyOf(known.churned, blendedProbabilities(blend, churnLogit, known.networks));
    return { share, mixed, loss };
  });
  const best = candidates.reduce((a, b) => (b.loss < a.loss ? b : a));
  return {
    wide: mixedWideModel(fitWideModel(recent), fitInterestRegression(labelled), best.share),
    wideOfOthers: best.mixed,
  };
}

/** The regressions of each part of the customers, fitted to the customers of the other parts. */
export function fitWideOfOthers(training: Examples, foldOf: (customerIndex: number) => number): WideModel[] {
  return range(folds).map((fold) => fitWideModel(rowsOfOthers(training, foldOf, fold)));
}

function rowsOfOthers(examples: Examples, foldOf: (customerIndex: number) => number, fold: number): Examples {
  return selectRows(
    examples,
    range(examples.rows).filter((row) => foldOf(examples.customerIndex[row]!) !== fold),
  );
}

/** What the regressions of the other customers say of each validation row. */
export function wideHeldOut(
  wideOfOthers: readonly WideModel[],
  validation: Examples,
  foldOf: (customerIndex: number) => number,
): EnsembleOutputs {
  const result = { churnLogit: new Float64Array(validation.rows), spendIfOrder: new Float64Array(validation.rows) };
  for (const [fold, wide] of wideOfOthers.entries()) {
    const held = range(validation.rows).filter((row) => foldOf(validation.customerIndex[row]!) === fold);
    const outputs = predictWide(wide, selectRows(validation, held));
    for (const [i, row] of held.entries()) {
      result.churnLogit[row] = outputs.churnLogit[i]!;
      result.spendIfOrder[row] = outputs.spendIfOrder[i]!;
    }
  }
  return result;
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
