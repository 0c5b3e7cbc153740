import type { BuyingHistories } from './buying-history.ts';
import { hypergeometric, logGamma } from './log-gamma.ts';
import { nelderMead } from './nelder-mead.ts';

/**
 * The BG/NBD model of Fader, Hardie and Lee (Marketing Science 24, 2005): purchases come at a rate that is gamma (r, α) over customers,
 * and after each one a customer leaves for good with a chance that is beta (a, b) over customers. Time is in weeks.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
  /** Whether the likelihood kept growing towards “nobody ever leaves” or “all are alike”: then its numbers mean little. */
  readonly degenerate: boolean;
}

/** Logarithms of the parameters stay within ± this, so that a likelihood without a maximum ends somewhere. */
const bound = 8;
const starts = [
  [0, 1, 0, 1],
  [-1, 2, -1, 1],
  [0.5, 3, 0, 2],
] as const;
/** A weak pull to 1 on every logarithm, which decides where the data do not. */
const pull = 1e-4;

/** Fits by maximum likelihood from three starts. */
export function fitBgNbd(histories: BuyingHistories): BgNbd {
  const groups = grouped(histories);
  const loss = (logs: readonly number[]) => {
    if (logs.some((value) => Math.abs(value) > bound)) return Number.POSITIVE_INFINITY;
    const [r, alpha, a, b] = logs.map(Math.exp) as [number, number, number, number];
    return negativeLogLikelihood(groups, r, alpha, a, b) + pull * logs.reduce((sum, value) => sum + value * value, 0);
  };
  const best = starts.map((start) => nelderMead(loss, start)).reduce((x, y) => (y.value < x.value ? y : x));
  const [r, alpha, a, b] = best.at.map(Math.exp) as [number, number, number, number];
  return { r, alpha, a, b, degenerate: best.at.some((value) => Math.abs(value) > bound - 1) };
}

interface Group {
  readonly repeats: number;
  readonly lastWeek: number;
  readonly weeks: number;
  count: number;
}

/** Equal customers share one evaluation: those who came once, on one day, are many. */
function grouped({ repeats, lastWeek, weeks }: BuyingHistories): Group[] {
  const groups = new Map<string, Group>();
  for (let i = 0; i < repeats.length; i++) {
    const group = { repeats: repeats[i]!, lastWeek: round(lastWeek[i]!), weeks: round(weeks[i]!), count: 1 };
    const key = `${group.repeats},${group.lastWeek},${group.weeks}`;
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, group);
  }
  return [...groups.values()];
}

/** To the day. */
const round = (weeks: number) => Math.round(weeks * 7) / 7;

/** Formula (6) of the paper, per customer. */
function negativeLogLikelihood(groups: readonly Group[], r: number, alpha: number, a: number, b: number): number {
  const constant = r * Math.log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  let sum = 0;
  let customers = 0;
  for (const { repeats: x, lastWeek, weeks, count } of groups) {
    const alive = -(r + x) * Math.log(alpha + weeks);
    const left =
      x > 0 ? Math.log(a) - Math.log(b + x - 1) - (r + x) * Math.log(alpha + lastWeek) : Number.NEGATIVE_INFINITY;
    const most = Math.max(alive, left);
    sum +=
      count *
      (constant +
        logGamma(r + x) +
        logGamma(b + x) -
        logGamma(a + b + x) +
        most +
        Math.log(Math.exp(alive - most) + Math.exp(left - most)));
    customers += count;
  }
  return -sum / customers;
}

/** The chance that each customer has not left yet (formula in Fader, Hardie and Lee's note of 2008). */
export function probabilityAlive(
  { r, alpha, a, b }: BgNbd,
  { repeats, lastWeek, weeks }: BuyingHistories,
): Float64Array {
  return repeats.map((x, i) =>
    x === 0 ? 1 : 1 / (1 + (a / (b + x - 1)) * ((alpha + weeks[i]!) / (alpha + lastWeek[i]!)) ** (r + x)),
  );
}

/** The chance that each customer buys nothing in the next `horizonWeeks`: gone already, or alive and silent. */
export function probabilityOfSilence(model: BgNbd, histories: BuyingHistories, horizonWeeks: number): Float64Array {
  const alive = probabilityAlive(model, histories);
  const { r, alpha } = model;
  return alive.map((p, i) => {
    const before = alpha + histories.weeks[i]!;
    return 1 - p * (1 - (before / (before + horizonWeeks)) ** (r + histories.repeats[i]!));
  });
}

/** How many purchases each customer makes in the next `horizonWeeks` on average (formula (10) of the paper). */
export function expectedPurchases(model: BgNbd, histories: BuyingHistories, horizonWeeks: number): Float64Array {
  const { r, alpha, a, b } = model;
  const alive = probabilityAlive(model, histories);
  return histories.repeats.map((x, i) => {
    const before = alpha + histories.weeks[i]!;
    const z = horizonWeeks / (before + horizonWeeks);
    const never = (before / (before + horizonWeeks)) ** (r + x) * hypergeometric(r + x, b + x, a + b + x - 1, z);
    return ((a + b + x - 1) / (a - 1)) * (1 - never) * alive[i]!;
  });
}
