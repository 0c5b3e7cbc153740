import { millisecondsPerDay } from '../config/index.ts';
import { probabilityOfSilence } from './bg-nbd.ts';
import { boundedLogit } from './blend.ts';
import { buyingHistories } from './buying-history.ts';
import { predictHeldOut } from './held-out-prediction.ts';
import type { History } from './history.ts';
import { labelsOf } from './labels.ts';
import type { ChurnModel } from './model.ts';
import { nelderMead } from './nelder-mead.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * How fast those order after all who were silent for a whole horizon: BG/NBD's hazard × e^(level + surprise · d), where d is by how much the churn probability, as a logit, lay above BG/NBD's own.
 * Whoever was sooner thought to be gone comes back less often.
 */
export interface LateOrders {
  readonly level: number;
  readonly surprise: number;
}

/** Nothing is bent where the shop's past is too short to tell. */
export const asInRhythm: LateOrders = { level: 0, surprise: 0 };

/** Fewer days after a horizon's end say little. */
const fewestDaysAfter = 10;
/** Both numbers are taken to be 0 ± this before the data are looked at. */
const usualDeviation = 0.5;
const largestSurprise = 4;

/** What the hazard is multiplied by for a customer with this churn probability, where BG/NBD says `silence`. */
export function lateRate({ level, surprise }: LateOrders, churnProbability: number, silence: number): number {
  const difference = boundedLogit(churnProbability) - boundedLogit(silence);
  return Math.exp(level + surprise * Math.max(-largestSurprise, Math.min(largestSurprise, difference)));
}

/** The likeliest rates, from those who were silent in the horizons after the snapshots, whether they ordered until `asOf`; each foretold by what never learnt from them. */
export function fitLateOrders(
  model: Pick<ChurnModel, 'predictor' | 'buying' | 'horizonDays' | 'trainedOn'>,
  orders: History,
  snapshots: readonly Snapshot[],
  asOf: number,
): LateOrders {
  const { horizonDays, buying } = model;
  const silent: { left: number; silence: number; hazard: number; ordered: boolean }[] = [];
  for (const snapshot of snapshots) {
    const days = (asOf - snapshot.cutoff) / millisecondsPerDay;
    if (days < horizonDays + fewestDaysAfter) continue;
    const { churnProbability } = predictHeldOut(model, orders, snapshot);
    const histories = buyingHistories(orders, snapshot);
    const silence = probabilityOfSilence(buying.purchases, histories, horizonDays / 7);
    const stillSilent = probabilityOfSilence(buying.purchases, histories, days / 7);
    const { daysToOrder } = labelsOf(orders, snapshot, days);
    for (let row = 0; row < daysToOrder.length; row++) {
      if (daysToOrder[row]! < horizonDays) continue;
      const hazard = Math.log(silence[row]! / stillSilent[row]!);
      silent.push({
        left: churnProbability[row]!,
        silence: silence[row]!,
        hazard,
        ordered: daysToOrder[row]! < days,
      });
    }
  }
  const loss = ([level, surprise]: readonly number[]) => {
    const rates = { level: level!, surprise: surprise! };
    const prior = (level! ** 2 + surprise! ** 2) / (2 * usualDeviation ** 2);
    return silent.reduce((sum, { left, silence, hazard, ordered }) => {
      const bent = hazard * lateRate(rates, left, silence);
      return sum + (ordered ? -Math.log(Math.max(1e-12, -Math.expm1(-bent))) : bent);
    }, prior);
  };
  if (silent.length === 0) return asInRhythm;
  const [level, surprise] = nelderMead(loss, [0, 0]).at as [number, number];
  return { level, surprise };
}
