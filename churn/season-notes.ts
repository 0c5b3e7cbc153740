import { millisecondsPerDay } from '../config/index.ts';
import { yearDays } from '../season/index.ts';
import type { Orders } from '../warehouse/index.ts';
import type { Predictor } from './model.ts';
import { seasonAhead } from './seasonal-level.ts';
import { firstOrderTime } from './training-cutoffs.ts';

/** Orders of the coming horizon's season that are so many times more or fewer than ordinary are worth a note. */
const noteworthySeason = 0.1;
/** Of the coming horizon: if more of it lies in a season that was never seen, it is worth a note. */
const noteworthyShare = 1 / 3;

/** What a person should know of the season of the `horizonDays` after `asOf`: what it does to the chances where that is much, and where it cannot be known. */
export function seasonNotes(predictor: Predictor, orders: Orders, asOf: Date, horizonDays: number): string[] {
  const from = asOf.toISOString().slice(0, 10);
  return [...expectedSeason(predictor, asOf, horizonDays, from), ...unseenSeason(orders, asOf, horizonDays, from)];
}

function expectedSeason(predictor: Predictor, asOf: Date, horizonDays: number, from: string): string[] {
  if (predictor.kind !== 'sequence') return [];
  const ratio = seasonAhead(predictor.seasonal, asOf.getTime(), horizonDays);
  if (Math.abs(ratio - 1) < noteworthySeason) return [];
  return [
    `going by the shop's past, the ${horizonDays} days from ${from} bring ${ratio.toFixed(2)} times the orders of ${horizonDays} days of an ordinary season: the chances are set to that`,
  ];
}

/** Files that begin less than a year before the horizon's end hold no such season, or a part of it. */
function unseenSeason(orders: Orders, asOf: Date, horizonDays: number, from: string): string[] {
  const daysBack = (asOf.getTime() - firstOrderTime(orders)) / millisecondsPerDay;
  const unseen = Math.min(horizonDays, Math.ceil(yearDays - daysBack));
  if (unseen <= noteworthyShare * horizonDays) return [];
  return [
    `the orders reach back ${Math.floor(daysBack)} days, so ${unseen} of the ${horizonDays} days from ${from} lie in a season that they do not show: if it is a busy or a quiet one for the shop, all chances are too high or too low together`,
  ];
}
