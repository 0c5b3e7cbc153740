import { millisecondsPerDay } from '../config/index.ts';
import { type Season, seasonClock, seasonRatio } from '../season/index.ts';
import type { Orders } from '../warehouse/index.ts';
import { boundedLogit } from './blend.ts';
import { type Level, levelAhead, shiftToMean } from './level.ts';
import { sigmoid } from './logistic.ts';
import type { Prediction } from './prediction.ts';
import { type Snapshot, snapshotAt, thinned } from './snapshot.ts';
import { trainingCutoffs } from './training-cutoffs.ts';

/** What a season does to the chance of no order. */
export interface SeasonalLevel {
  readonly season: Season;
  /** What is added to the logit of no order for each unit of the log of the season's ratio: below 0. */
  readonly slope: number;
}

/** Of the horizon; the shares who stay away for both tell the slope. */
const shorterHorizon = 0.6;
/** So many customers at each cutoff tell the level. */
const mostCustomers = 5000;

/** How predictions must be moved to hold for the customers of a moment. */
export interface Correction {
  /** Of the logits of no order, for an ordinary season. */
  readonly shift: number;
  /** What a season adds to them: `SeasonalLevel`'s. */
  readonly slope: number;
  /** Factor of the expected spend, for an ordinary season. */
  readonly spendFactor: number;
}

/**
 * What corrects the predictions for `now`'s customers. Level and slope are foretold on the season's clock, on which every stretch of time brings as many orders as any other of its length:
 * recency, rhythm, memory and horizon are measured on it, so that a silence in the summer counts less than one before Christmas. A busy season is a longer horizon there, and the slope
 * comes from a shorter one.
 */
export function correctionFor(
  orders: Orders,
  season: Season,
  now: Snapshot,
  horizonDays: number,
  { churnProbability, expectedSpend }: Prediction,
): Correction {
  const bySeason = seasonClock(season);
  const told = cutoffsOn(bySeason, orders, now.cutoff, horizonDays);
  // A horizon in a quiet season is a short one on the clock, and a young shop may have none as long as an ordinary one.
  const [clock, cutoffs] =
    told.length > 0 ? [bySeason, told] : [byCalendar, trainingCutoffs(orders, now.cutoff, horizonDays)];
  const snapshots = cutoffs.map((cutoff) => thinned(snapshotAt(orders, cutoff), mostCustomers));
  const level = levelAhead(orders, clock, snapshots, now, [horizonDays, shorterHorizon * horizonDays]);
  const logits = churnProbability.map(boundedLogit);
  const [shift, shorter] = level.away.map((share) => shiftToMean(logits, share)) as [number, number];
  const corrected = expectedSpend.map(
    (spend, row) => (spend * (1 - sigmoid(logits[row]! + shift))) / (1 - sigmoid(logits[row]!)),
  );
  return {
    shift,
    slope: Math.min(0, (shorter - shift) / Math.log(shorterHorizon)),
    spendFactor: factorToMean(corrected, level),
  };
}

const byCalendar = (time: number): number => time;

/** The moments of training, the latest first, whose horizons have passed on the clock. */
function cutoffsOn(clock: (time: number) => number, orders: Orders, now: number, horizonDays: number): number[] {
  const timed = { ...orders, time: orders.time.map(clock) };
  return trainingCutoffs(timed, clock(now), horizonDays).map((moment) => calendarTime(clock, moment));
}

/** When the clock shows `shown`, to the millisecond (by bisection: clock and calendar are never a year apart). */
function calendarTime(clock: (time: number) => number, shown: number): number {
  let [early, late] = [shown - 366 * millisecondsPerDay, shown + 366 * millisecondsPerDay];
  while (late - early > 1) {
    const middle = (early + late) / 2;
    if (clock(middle) < shown) early = middle;
    else late = middle;
  }
  return early;
}

/** The factor after which the expected spends have the mean of the level, cut like it; within ½ and 2, so that a few wild orders cannot set it. */
function factorToMean(expected: Float64Array, { spend, mostSpend }: Level): number {
  const mean = expected.reduce((sum, value) => sum + Math.min(value, mostSpend), 0) / expected.length;
  const factor = spend / mean;
  return Number.isFinite(factor) ? Math.min(2, Math.max(0.5, factor)) : 1;
}

/** How many times the orders of an ordinary stretch the horizon after a moment brings. */
export function seasonAhead({ season }: SeasonalLevel, moment: number, horizonDays: number): number {
  return seasonRatio(season, moment, moment + horizonDays * millisecondsPerDay);
}

/** What is foretold for an ordinary season (`usual`), as the season of the horizon after the cutoff makes it. Orders grow with the season, and so does spend. */
export function inSeason(seasonal: SeasonalLevel, usual: Prediction, cutoff: number, horizonDays: number): Prediction {
  const ratio = seasonAhead(seasonal, cutoff, horizonDays);
  const shift = seasonal.slope * Math.log(ratio);
  return {
    ...usual,
    churnProbability: usual.churnProbability.map((p) => sigmoid(boundedLogit(p) + shift)),
    expectedSpend: usual.expectedSpend.map((spend) => spend * ratio),
    usual,
  };
}
