import type { Orders } from '../warehouse/index.ts';
import { expectedPurchases, fitBgNbd, probabilityOfSilence } from './bg-nbd.ts';
import { type BuyingHistories, buyingHistories } from './buying-history.ts';
import { expectedPurchaseValue, fitGammaGamma } from './gamma-gamma.ts';
import type { BuyingModel } from './model.ts';
import type { Prediction } from './prediction.ts';
import type { Snapshot } from './snapshot.ts';

/** BG/NBD and gamma-gamma, which need no labels: they are fitted to everything before the snapshot's cutoff. */
export function fitBuyingModel(orders: Orders, snapshot: Snapshot): BuyingModel {
  const histories = buyingHistories(orders, snapshot);
  const values = fitGammaGamma(histories);
  let count = 0;
  let value = 0;
  for (let i = 0; i < snapshot.customer.length; i++) {
    for (let row = snapshot.start[i]!; row < snapshot.end[i]!; row++, count++) value += orders.value[row]!;
  }
  return {
    purchases: fitBgNbd(histories),
    ...(values && values.q > 1 ? { values } : {}),
    meanOrderValue: value / Math.max(1, count),
  };
}

/** What these models alone say of the next `horizonDays`. */
export function predictBuying(model: BuyingModel, orders: Orders, snapshot: Snapshot, horizonDays: number): Prediction {
  return predictHistories(model, buyingHistories(orders, snapshot), horizonDays);
}

/** The same for given histories. */
export function predictHistories(model: BuyingModel, histories: BuyingHistories, horizonDays: number): Prediction {
  const weeks = horizonDays / 7;
  const value = purchaseValues(model, histories);
  return {
    churnProbability: probabilityOfSilence(model.purchases, histories, weeks),
    expectedSpend: expectedPurchases(model.purchases, histories, weeks).map((count, row) => count * value[row]!),
  };
}

/** What a customer's next purchase is worth on average. */
export function purchaseValues(model: BuyingModel, histories: BuyingHistories): Float64Array {
  return model.values
    ? expectedPurchaseValue(model.values, histories)
    : histories.repeats.map(() => model.meanOrderValue);
}
