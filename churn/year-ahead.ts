import type { Orders } from '../warehouse/index.ts';
import { expectedPurchases, probabilityOfSilence } from './bg-nbd.ts';
import { buyingHistories } from './buying-history.ts';
import type { ChurnModel } from './model.ts';
import type { Prediction } from './prediction.ts';
import { millisecondsPerDay, type Snapshot } from './snapshot.ts';

/** What is foretold for the 365 days after the cutoff, row by row. */
export interface YearAhead {
  /** Spend in the currency's main unit. */
  readonly spend: Float64Array;
  /** Days with an order. */
  readonly orders: Float64Array;
  /** The day by which an order is as likely as not, in milliseconds since 1970; NaN where it is not within the year. */
  readonly nextOrder: Float64Array;
}

export const yearDays = 365;
/** The most that BG/NBD's number of orders is raised by. */
const widestCorrection = 5;

/**
 * Carries the prediction for the horizon on to a year in the rhythm that BG/NBD knows: the year's spend is the horizon's times the purchases that it expects in a year over those in a horizon;
 * the year's orders are its own, scaled by how much likelier an order within the horizon is than it thinks.
 */
export function yearAhead(model: ChurnModel, orders: Orders, snapshot: Snapshot, prediction: Prediction): YearAhead {
  const histories = buyingHistories(orders, snapshot);
  const { purchases } = model.buying;
  const horizonWeeks = model.horizonDays / 7;
  const inHorizon = expectedPurchases(purchases, histories, horizonWeeks);
  const inYear = expectedPurchases(purchases, histories, yearDays / 7);
  const silence = probabilityOfSilence(purchases, histories, horizonWeeks);
  const spend = new Float64Array(snapshot.customer.length);
  const expectedOrders = new Float64Array(snapshot.customer.length);
  const nextOrder = new Float64Array(snapshot.customer.length);
  for (let row = 0; row < spend.length; row++) {
    const rate = purchases.r + histories.repeats[row]!;
    const before = purchases.alpha + histories.weeks[row]!;
    // The chance that a customer who is still there orders within so many weeks.
    const within = (weeks: number) => 1 - (before / (before + weeks)) ** rate;
    const stays = 1 - prediction.churnProbability[row]!;
    const alive = stays / within(horizonWeeks);
    const ratio = inHorizon[row]! > 0 ? inYear[row]! / inHorizon[row]! : yearDays / model.horizonDays;
    spend[row] = prediction.expectedSpend[row]! * ratio;
    const correction = Math.min(widestCorrection, stays / Math.max(1e-9, 1 - silence[row]!));
    expectedOrders[row] = inYear[row]! * correction;
    const share = 0.5 / alive;
    const weeks = share < 1 ? before * ((1 - share) ** (-1 / rate) - 1) : Number.POSITIVE_INFINITY;
    nextOrder[row] = weeks * 7 <= yearDays ? snapshot.cutoff + Math.round(weeks * 7 * millisecondsPerDay) : Number.NaN;
  }
  return { spend, orders: expectedOrders, nextOrder };
}
