import { expectedPurchases, probabilityOfSilence } from './bg-nbd.ts';
import type { BuyingHistories } from './buying-history.ts';
import { purchaseValues } from './buying-model.ts';
import type { ChurnModel } from './model.ts';
import type { Prediction } from './prediction.ts';
import type { SilenceCurves } from './silence-curves.ts';

type Rhythm = Pick<ChurnModel, 'buying' | 'horizonDays'>;

/**
 * Days with an order in the `days` after the cutoff, row by row: BG/NBD's number among those who order within the horizon and among those who don't, each weighted by the chance that the
 * prediction gives to it. For fewer days than the horizon's, its number scaled by how much likelier an order is than it thinks.
 */
export function ordersAhead(
  { buying: { purchases }, horizonDays }: Rhythm,
  histories: BuyingHistories,
  { churnProbability }: Prediction,
  curves: SilenceCurves,
  days: number,
): Float64Array {
  const all = expectedPurchases(purchases, histories, days / 7);
  if (days < horizonDays) {
    const silence = probabilityOfSilence(purchases, histories, days / 7);
    return all.map((orders, row) => (orders * (1 - curves.at(row, days))) / Math.max(1e-9, 1 - silence[row]!));
  }
  const silence = probabilityOfSilence(purchases, histories, horizonDays / 7);
  const silentUntilThen = { ...histories, weeks: histories.weeks.map((weeks) => weeks + horizonDays / 7) };
  const late = expectedPurchases(purchases, silentUntilThen, (days - horizonDays) / 7);
  return all.map((orders, row) => {
    const ofSilent = silence[row]! * late[row]!;
    const left = churnProbability[row]!;
    const stays = (1 - left) / Math.max(1e-9, 1 - silence[row]!);
    return stays * Math.max(0, orders - ofSilent) + left * late[row]!;
  });
}

/** Spend in the currency's main unit in stretches of time that hold `ordersThen` orders, where the horizon holds `ordersInHorizon`: as much an order as in the horizon. */
export function spendAhead(
  { expectedSpend }: Prediction,
  ordersInHorizon: Float64Array,
  ordersThen: Float64Array,
): Float64Array {
  return expectedSpend.map((spend, row) => (spend * ordersThen[row]!) / Math.max(1e-9, ordersInHorizon[row]!));
}

/**
 * Customer lifetime value over such a stretch: the mean of what the prediction's spend an order and what gamma-gamma's value of a purchase make of it. Each alone was further off in every
 * backtest (docs/churn.md).
 */
export function lifetimeValue(
  { buying }: Rhythm,
  histories: BuyingHistories,
  prediction: Prediction,
  ordersInHorizon: Float64Array,
  ordersThen: Float64Array,
): Float64Array {
  const values = purchaseValues(buying, histories);
  return spendAhead(prediction, ordersInHorizon, ordersThen).map(
    (spend, row) => (spend + ordersThen[row]! * values[row]!) / 2,
  );
}
