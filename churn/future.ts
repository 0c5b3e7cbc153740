import type { Orders } from '../warehouse/index.ts';
import { lifetimeValue, ordersAhead, spendAhead } from './ahead.ts';
import { buyingHistories } from './buying-history.ts';
import type { ChurnModel } from './model.ts';
import { type NextOrders, nextOrders } from './next-order.ts';
import type { Prediction } from './prediction.ts';
import { silenceCurves } from './silence-curves.ts';
import type { Snapshot } from './snapshot.ts';
import { spendInterval } from './spend-spread.ts';

/** What is foretold of the time after the cutoff, row by row. Spend is in the currency's main unit. */
export interface Future {
  /** Chance of no order within the days that were asked for. */
  readonly silence: Float64Array;
  /** Spend within them. */
  readonly spend: Float64Array;
  readonly nextOrder: NextOrders;
  /** For 365 days: days with an order, spend, and the interval that holds the spend with a chance of 80 %; NaN where the shop's past does not tell one. */
  readonly yearOrders: Float64Array;
  readonly yearSpend: Float64Array;
  readonly yearSpendLow: Float64Array;
  readonly yearSpendHigh: Float64Array;
}

const yearDays = 365;

/** Carries the prediction for the model's horizon on to other stretches of time: `days`, the next order, and a year. */
export function foretellFuture(
  model: Pick<ChurnModel, 'buying' | 'horizonDays' | 'lateOrders' | 'spendSpread'>,
  orders: Orders,
  snapshot: Snapshot,
  prediction: Prediction,
  days: number,
): Future {
  const { horizonDays, spendSpread } = model;
  const rows = snapshot.customer.length;
  const histories = buyingHistories(orders, snapshot);
  const curves = silenceCurves(model, histories, prediction);
  const silenceAfter = (after: number) => Float64Array.from({ length: rows }, (_, row) => curves.at(row, after));
  const within = (after: number, foretold = prediction) => ordersAhead(model, histories, foretold, curves, after);

  // A year holds every season once.
  const usual = prediction.usual ?? prediction;
  const yearOrders = within(yearDays, usual);
  const yearSpend = lifetimeValue(model, histories, usual, within(horizonDays, usual), yearOrders);
  const low = new Float64Array(rows).fill(Number.NaN);
  const high = new Float64Array(rows).fill(Number.NaN);
  if (spendSpread) {
    const expected = { silence: silenceAfter(yearDays), orders: yearOrders, spend: yearSpend };
    for (let row = 0; row < rows; row++) {
      const interval = spendInterval(spendSpread, expected, row);
      low[row] = interval.low;
      high[row] = interval.high;
    }
  }
  return {
    ...(days === horizonDays
      ? { silence: prediction.churnProbability, spend: prediction.expectedSpend }
      : { silence: silenceAfter(days), spend: spendAhead(prediction, within(horizonDays), within(days)) }),
    nextOrder: nextOrders(curves, snapshot.cutoff, rows),
    yearOrders,
    yearSpend,
    yearSpendLow: low,
    yearSpendHigh: high,
  };
}
