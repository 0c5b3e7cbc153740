import { millisecondsPerDay } from '../config/index.ts';
import type { Orders } from '../warehouse/index.ts';

const mostCutoffs = 18;
/** Cutoffs to a horizon: with 90 days they lie 15 days apart. */
const cutoffsPerHorizon = 6;

/** Milliseconds since 1970, UTC; Infinity without an order. */
export function firstOrderTime({ time }: Orders): number {
  return time.reduce((earliest, of) => Math.min(earliest, of), Number.POSITIVE_INFINITY);
}

/**
 * The moments that a model is trained on, the latest first: each horizon ends before `asOf`, and before each there is at least half a horizon of orders.
 * Empty when the shop is too young for one.
 */
export function trainingCutoffs(orders: Orders, asOf: number, horizonDays: number): number[] {
  const horizon = horizonDays * millisecondsPerDay;
  const first = firstOrderTime(orders);
  const cutoffs: number[] = [];
  for (let cutoff = asOf - horizon; cutoffs.length < mostCutoffs && cutoff >= first + horizon / 2; ) {
    cutoffs.push(cutoff);
    cutoff -= horizon / cutoffsPerHorizon;
  }
  return cutoffs;
}

/** Later moments, whose horizons the data do not reach the end of: they still show who came back soon. The latest first, each at least two weeks before `asOf`. */
export function unfinishedCutoffs(asOf: number, horizonDays: number): number[] {
  const spacing = (horizonDays / cutoffsPerHorizon) * millisecondsPerDay;
  return Array.from({ length: cutoffsPerHorizon - 1 }, (_, i) => asOf - (i + 1) * spacing).filter(
    (cutoff) => cutoff <= asOf - 14 * millisecondsPerDay,
  );
}
