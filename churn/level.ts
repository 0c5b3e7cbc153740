import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';
import { orderFeatureNames, orderFeatures } from './customer-features.ts';
import { joined } from './examples.ts';
import { labelsOf } from './labels.ts';
import { fitLogistic, logits, sigmoid } from './logistic.ts';
import { fitRidge } from './ridge.ts';
import type { Snapshot } from './snapshot.ts';
import { standardisationOf, standardise } from './standardisation.ts';
import { firstOrderTime } from './training-cutoffs.ts';

/** Chosen with `wide-model`'s. */
const penalty = 30;
const cappedColumns = (['recency', 'tenure'] as const).map((name) => orderFeatureNames.indexOf(name));
/** The columns of the regressions: those of the orders, and recency and tenure by the calendar. */
const width = orderFeatureNames.length + cappedColumns.length;

/** What the customers of a moment do on average in the days after it. */
export interface Level {
  /** Share without an order in each of the horizons. */
  readonly away: readonly number[];
  /** Spend in the first of the horizons, in the currency's main unit, with the hundredth that spends most cut to `mostSpend`. */
  readonly spend: number;
  readonly mostSpend: number;
}

/**
 * What `now`'s customers do on average within each of the horizons (days on the clock; the first is the longest), foretold with equal memory: at every cutoff a regression sees each customer
 * as if nothing had happened more than so many days ago, as many as lie before the earliest cutoff. Without that the level drifts: files that begin on some day show every customer as
 * younger, with fewer orders and a shorter silence, the nearer a cutoff lies to that day, and what was learnt there foretells too many orders later on. docs/churn.md has the backtests.
 * Orders, horizons and memory run on `clock`, which turns moments into those of a shop without a season; but customers leave by the calendar, so silence and tenure are told by both.
 * `snapshots` lie on the calendar, the longest horizon of each before that of `now` begins, the latest first.
 */
export function levelAhead(
  orders: Orders,
  clock: (time: number) => number,
  snapshots: readonly Snapshot[],
  now: Snapshot,
  horizonsDays: readonly [number, ...number[]],
): Level {
  const timed = { ...orders, time: orders.time.map(clock) };
  const onClock = (snapshot: Snapshot) => ({ ...snapshot, cutoff: clock(snapshot.cutoff) });
  const first = firstOrderTime(orders);
  const earliest = snapshots.at(-1)!.cutoff;
  const featuresOf = (snapshot: Snapshot) => {
    const features = new Float32Array(snapshot.customer.length * width);
    const byClock = rememberedFeatures(timed, onClock(snapshot), clock(earliest) - clock(first));
    const byCalendar = rememberedFeatures(orders, snapshot, earliest - first);
    const columns = orderFeatureNames.length;
    for (let row = 0; row < snapshot.customer.length; row++) {
      features.set(byClock.subarray(row * columns, (row + 1) * columns), row * width);
      for (const [i, column] of cappedColumns.entries()) {
        features[row * width + columns + i] = byCalendar[row * columns + column]!;
      }
    }
    return features;
  };
  const remembered = joined(Float32Array, snapshots.map(featuresOf));
  const standardisation = standardisationOf(remembered, width);
  const columns = standardise(remembered, standardisation);
  const columnsNow = standardise(featuresOf(now), standardisation);
  const labels = horizonsDays.map((days) => snapshots.map((snapshot) => labelsOf(timed, onClock(snapshot), days)));
  const away = labels.map((ofHorizon) => {
    const churned = ofHorizon.flatMap((each) => [...each.churned]);
    return meanOf(logits(fitLogistic(columns, width, churned, penalty), columnsNow).map(sigmoid));
  });
  const spends = labels[0]!.flatMap((each) => [...each.spend]);
  const mostSpend = spends.toSorted((a, b) => a - b)[Math.floor(0.99 * (spends.length - 1))]!;
  const capped = spends.map((spend) => Math.min(spend, mostSpend));
  const spend = meanOf(logits(fitRidge(columns, width, capped, penalty), columnsNow).map((x) => Math.max(0, x)));
  return { away, spend, mostSpend };
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The features of orders at most so many milliseconds old; of a customer without any, those of the last order as if it were that old. */
function rememberedFeatures(orders: Orders, snapshot: Snapshot, memory: number): Float32Array {
  const oldest = snapshot.cutoff - memory;
  const start = snapshot.start.map((first, row) => {
    let order = first;
    while (order < snapshot.end[row]! - 1 && orders.time[order]! < oldest) order++;
    return order;
  });
  const features = orderFeatures(orders, { ...snapshot, start });
  const most = Math.log1p(memory / millisecondsPerDay);
  for (let row = 0; row < start.length; row++) {
    for (const column of cappedColumns) {
      const at = row * orderFeatureNames.length + column;
      features[at] = Math.min(features[at]!, most);
    }
  }
  return features;
}

/** The shift of all logits after which their probabilities have that mean (Newton's method). `mean` lies between 0 and 1. */
export function shiftToMean(scores: Float64Array, mean: number): number {
  let shift = 0;
  for (let iteration = 0; iteration < 50; iteration++) {
    let sum = 0;
    let curvature = 1e-9;
    for (const score of scores) {
      const p = sigmoid(score + shift);
      sum += p;
      curvature += p * (1 - p);
    }
    // A step is held to 1: far from the mean, Newton's would run away.
    const step = Math.max(-1, Math.min(1, (mean * scores.length - sum) / curvature));
    shift += step;
    if (Math.abs(step) < 1e-10) break;
  }
  return shift;
}
