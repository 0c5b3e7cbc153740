import { type Season, seasonClock, seasonRatio } from '../season/index.ts';
import type { Orders } from '../warehouse/index.ts';
import { boundedLogit } from './blend.ts';
import { sharesAway, shiftToMean } from './level.ts';
import { sigmoid } from './logistic.ts';
import type { Prediction } from './prediction.ts';
import { millisecondsPerDay, type Snapshot, selectCustomers, snapshotAt } from './snapshot.ts';
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

/**
 * The shift of the logits of no order of `now`'s customers after which they hold for an ordinary season, and how much a season shifts them. Both are foretold on the season's clock, on which
 * every stretch of time brings as many orders as any other of its length: recency, rhythm, memory and horizon are measured on it, so that a silence in the summer counts less than one
 * before Christmas. A busy season is a longer horizon there, and the slope comes from a shorter one.
 */
export function levelInSeason(
  orders: Orders,
  season: Season,
  now: Snapshot,
  horizonDays: number,
  logits: Float64Array,
): { shift: number; slope: number } {
  const bySeason = seasonClock(season);
  const onClock = (clock: (time: number) => number) => {
    const timed = { ...orders, time: orders.time.map(clock) };
    const cutoff = clock(now.cutoff);
    return { timed, cutoff, cutoffs: trainingCutoffs(timed, cutoff, horizonDays) };
  };
  const seasonal = onClock(bySeason);
  // A horizon in a quiet season is a short one on the clock, and a young shop may have none as long as an ordinary one.
  const { timed, cutoff, cutoffs } = seasonal.cutoffs.length > 0 ? seasonal : onClock((time) => time);
  const snapshots = cutoffs.map((moment) => thinned(snapshotAt(timed, moment)));
  const shares = sharesAway(timed, snapshots, { ...now, cutoff }, [horizonDays, shorterHorizon * horizonDays]);
  const [shift, shorter] = shares.map((share) => shiftToMean(logits, share)) as [number, number];
  return { shift, slope: Math.min(0, (shorter - shift) / Math.log(shorterHorizon)) };
}

function thinned(snapshot: Snapshot): Snapshot {
  const every = Math.ceil(snapshot.customer.length / mostCustomers);
  return selectCustomers(
    snapshot,
    [...snapshot.customer.keys()].filter((row) => row % every === 0),
  );
}

/** What is foretold for an ordinary season (`usual`), as the season of the horizon after the cutoff makes it. Orders grow with the season, and so does spend. */
export function inSeason(
  { season, slope }: SeasonalLevel,
  usual: Prediction,
  cutoff: number,
  horizonDays: number,
): Prediction {
  const ratio = seasonRatio(season, cutoff, cutoff + horizonDays * millisecondsPerDay);
  const shift = slope * Math.log(ratio);
  return {
    ...usual,
    churnProbability: usual.churnProbability.map((p) => sigmoid(boundedLogit(p) + shift)),
    expectedSpend: usual.expectedSpend.map((spend) => spend * ratio),
    usual,
  };
}
