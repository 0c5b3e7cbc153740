import type { BuyingHistories } from './buying-history.ts';
import { logGamma } from './log-gamma.ts';
import { nelderMead } from './nelder-mead.ts';

/** The gamma-gamma model of spend (Fader and Hardie, note of 2013): each purchase is gamma (p, ν), and ν is gamma (q, γ) over customers. */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

const bound = 12;

/** Fits by maximum likelihood to those who came back; undefined when fewer than two did. */
export function fitGammaGamma({ repeats, meanValue }: BuyingHistories): GammaGamma | undefined {
  const rows = [...repeats.keys()].filter((i) => repeats[i]! > 0 && meanValue[i]! > 0);
  if (rows.length < 2) return undefined;
  const loss = (logs: readonly number[]) => {
    if (logs.some((value) => Math.abs(value) > bound)) return Number.POSITIVE_INFINITY;
    const [p, q, gamma] = logs.map(Math.exp) as [number, number, number];
    let sum = 0;
    for (const i of rows) {
      const x = repeats[i]!;
      const z = meanValue[i]!;
      sum +=
        logGamma(p * x + q) -
        logGamma(p * x) -
        logGamma(q) +
        q * Math.log(gamma) +
        (p * x - 1) * Math.log(z) +
        p * x * Math.log(x) -
        (p * x + q) * Math.log(gamma + x * z);
    }
    return -sum / rows.length;
  };
  const typical = Math.log(rows.reduce((sum, i) => sum + meanValue[i]!, 0) / rows.length);
  const starts = [
    [1, 1, typical],
    [0, 0.5, typical],
    [2, 1.5, typical + 1],
  ];
  const best = starts.map((start) => nelderMead(loss, start)).reduce((a, b) => (b.value < a.value ? b : a));
  const [p, q, gamma] = best.at.map(Math.exp) as [number, number, number];
  return { p, q, gamma };
}

/** What each customer's next purchase is worth on average (formula (5) of the note); without repeats it is the mean over customers, which needs q > 1. */
export function expectedPurchaseValue(
  { p, q, gamma }: GammaGamma,
  { repeats, meanValue }: BuyingHistories,
): Float64Array {
  return repeats.map((x, i) => (p * (gamma + x * meanValue[i]!)) / Math.max(p * x + q - 1, 1e-9));
}
