import { type BgNbd, probabilityAlive } from './bg-nbd.ts';
import type { BuyingHistories } from './buying-history.ts';
import { lateRate } from './late-orders.ts';
import type { ChurnModel } from './model.ts';
import type { Prediction } from './prediction.ts';

/** When each customer's next order comes. Row i belongs to the snapshot's row i; days count from its cutoff. */
export interface SilenceCurves {
  /** Chance of no order until so many days have passed. */
  at(row: number, days: number): number;
  /** Days until the chance of an order has grown to `share`; Infinity where it never does. */
  daysUntil(row: number, share: number): number;
}

/**
 * Within the horizon the networks' hazards give the curve its shape (BG/NBD does where there are none), bent so that it ends at the churn probability: S(t)^γ. Beyond, it falls as BG/NBD
 * lets it fall for a customer who has been silent for the whole horizon, at the rate that such customers had in the shop's past.
 */
export function silenceCurves(
  { buying: { purchases }, horizonDays, lateOrders }: Pick<ChurnModel, 'buying' | 'horizonDays' | 'lateOrders'>,
  histories: BuyingHistories,
  { churnProbability, hazards }: Prediction,
): SilenceCurves {
  const rhythm = rhythmCurves(purchases, histories);
  const rows = churnProbability.length;
  const periods = hazards ? hazards.length / rows : 0;
  const periodDays = horizonDays / periods;
  const logLeft = churnProbability.map((p) => Math.log(Math.min(1 - 1e-9, Math.max(1e-9, p))));
  const logRhythm = logLeft.map((_, row) => Math.log(rhythm.at(row, horizonDays)));
  const late = logRhythm.map((log, row) => lateRate(lateOrders, churnProbability[row]!, Math.exp(log)));
  /** Log of the chance of no order by the end of each period: rows × periods. */
  const logSilence = new Float64Array(rows * periods);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * periods; at < (row + 1) * periods; at++) {
      sum -= Math.log1p(Math.exp(hazards![at]!));
      logSilence[at] = sum;
    }
    const bend = logLeft[row]! / Math.min(-1e-9, sum);
    for (let at = row * periods; at < (row + 1) * periods; at++) logSilence[at]! *= bend;
  }
  const after = (row: number, period: number) => (period === 0 ? 0 : logSilence[row * periods + period - 1]!);

  function within(row: number, days: number): number {
    if (periods === 0) return (logLeft[row]! / logRhythm[row]!) * Math.log(rhythm.at(row, days));
    const period = Math.min(periods - 1, Math.floor(days / periodDays));
    const start = after(row, period);
    return start + (days / periodDays - period) * (after(row, period + 1) - start);
  }

  function daysWithin(row: number, logTarget: number): number {
    if (periods === 0) return rhythm.daysUntil(row, Math.exp(logTarget * (logRhythm[row]! / logLeft[row]!)));
    let period = 0;
    while (period < periods - 1 && after(row, period + 1) > logTarget) period++;
    const start = after(row, period);
    return periodDays * (period + (logTarget - start) / (after(row, period + 1) - start));
  }

  return {
    at: (row, days) =>
      days <= horizonDays
        ? Math.exp(within(row, days))
        : Math.exp(logLeft[row]! + late[row]! * (Math.log(rhythm.at(row, days)) - logRhythm[row]!)),
    daysUntil(row, share) {
      const logTarget = Math.log(1 - share);
      return logTarget >= logLeft[row]!
        ? daysWithin(row, logTarget)
        : rhythm.daysUntil(row, Math.exp((logTarget - logLeft[row]!) / late[row]! + logRhythm[row]!));
    },
  };
}

/** BG/NBD's own curves: S(t) = 1 − P(alive) · (1 − (before / (before + t))^rate). `daysUntil` takes the chance of silence that is left. */
function rhythmCurves({ r, alpha, ...leaving }: BgNbd, histories: BuyingHistories) {
  // Held off 0: a curve that hardly falls would lose its digits when it is bent down to the churn probability.
  const alive = probabilityAlive({ r, alpha, ...leaving }, histories).map((chance) => Math.max(1e-6, chance));
  const before = histories.weeks.map((weeks) => 7 * (alpha + weeks));
  const rate = histories.repeats.map((repeats) => r + repeats);
  return {
    at: (row: number, days: number) =>
      Math.max(1e-12, 1 - alive[row]! * (1 - (before[row]! / (before[row]! + days)) ** rate[row]!)),
    daysUntil(row: number, silence: number): number {
      const share = (1 - silence) / alive[row]!;
      return share < 1 ? before[row]! * ((1 - share) ** (-1 / rate[row]!) - 1) : Number.POSITIVE_INFINITY;
    },
  };
}
