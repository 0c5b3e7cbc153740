import { brier } from '../../evaluation/index.ts';
import type { Orders } from '../../warehouse/index.ts';
import { probabilityOfSilence } from '../bg-nbd.ts';
import { buyingHistories } from '../buying-history.ts';
import type { Labels } from '../labels.ts';
import type { ChurnModel } from '../model.ts';
import type { Prediction } from '../prediction.ts';
import { silenceCurves } from '../silence-curves.ts';
import type { Snapshot } from '../snapshot.ts';

/** How well it was foreseen who orders within so many days. */
export interface NextOrderFigures {
  readonly days: number;
  /** Share of customers, foretold and true. */
  readonly predicted: number;
  readonly ordered: number;
  readonly brier: number;
  /** Of the rhythm of buying alone. */
  readonly bg_nbd_brier: number;
}

/** At each third of the horizon. The model's curve is the one that the expected date of the next order is read off. */
export function nextOrderFigures(
  model: Pick<ChurnModel, 'buying' | 'horizonDays' | 'lateOrders'>,
  orders: Orders,
  snapshot: Snapshot,
  prediction: Prediction,
  { daysToOrder }: Labels,
): NextOrderFigures[] {
  const histories = buyingHistories(orders, snapshot);
  const curves = silenceCurves(model, histories, prediction);
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  return [1, 2, 3].map((third) => {
    const days = Math.round((third * model.horizonDays) / 3);
    const ordered = Uint8Array.from(daysToOrder, (until) => (until < days ? 1 : 0));
    const predicted = Float64Array.from(ordered, (_, row) => 1 - curves.at(row, days));
    const byRhythm = probabilityOfSilence(model.buying.purchases, histories, days / 7).map((silence) => 1 - silence);
    return {
      days,
      predicted: mean(predicted),
      ordered: mean(ordered),
      brier: brier(ordered, predicted),
      bg_nbd_brier: brier(ordered, byRhythm),
    };
  });
}
