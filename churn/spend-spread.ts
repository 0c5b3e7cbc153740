/** How far what customers spend lies from what is expected of them: what `fitSpendSpread` finds. */
export interface SpendSpread {
  /** Bounds between groups of customers by the number of orders that is expected of those who order; one less than groups. */
  readonly bounds: readonly number[];
  /** Per group: quantiles of spend ÷ expected spend among those who ordered, evenly spaced from the lowest to the highest. */
  readonly quantiles: readonly (readonly number[])[];
}

/** What is expected of customers in some stretch of time; row i is one customer. */
export interface Expected {
  /** Chance of no order. */
  readonly silence: Float64Array;
  readonly orders: Float64Array;
  /** In the currency's main unit. */
  readonly spend: Float64Array;
}

/** Shares of the buyers at the bounds. The more orders are expected, the less their sum strays. */
const groupShares = [0.2, 0.4, 0.6, 0.8, 0.95] as const;
const fewestBuyers = 40;
const fewestBuyersToGroup = 600;
const levels = 40;

/** The spread among customers that nothing in `expected` was fitted to (split conformal prediction, for the sum of those who order). Undefined with fewer than 40 buyers. */
export function fitSpendSpread(expected: Expected, spend: Float64Array): SpendSpread | undefined {
  const buyers = [...spend.keys()].filter((row) => spend[row]! > 0 && expected.spend[row]! > 0);
  if (buyers.length < fewestBuyers) return undefined;
  const sorted = Float64Array.from(buyers, (row) => ordersOfBuyers(expected, row)).sort();
  const bounds = buyers.length < fewestBuyersToGroup ? [] : groupShares.map((share) => quantile(sorted, share));
  const quantiles = Array.from({ length: bounds.length + 1 }, (_, group) => {
    const members = buyers.filter((row) => groupOf(bounds, ordersOfBuyers(expected, row)) === group);
    const ratios = Float64Array.from(members, (row) => spend[row]! / spendOfBuyers(expected, row)).sort();
    return Array.from({ length: levels + 1 }, (_, level) => quantile(ratios, level / levels));
  });
  return { bounds, quantiles };
}

/**
 * The interval that holds the spend of row `row` with a chance of 80 %: it leaves out a tenth on either side. A customer who spends nothing with a chance of more than a tenth has an
 * interval that begins at 0 and leaves out a fifth above it; more than four fifths, an interval of 0 alone.
 */
export function spendInterval(spread: SpendSpread, expected: Expected, row: number): { low: number; high: number } {
  const silence = expected.silence[row]!;
  const quantiles = spread.quantiles[groupOf(spread.bounds, ordersOfBuyers(expected, row))]!;
  const reaching = (share: number) =>
    share <= silence
      ? 0
      : spendOfBuyers(expected, row) * quantile(quantiles, (share - silence) / Math.max(1e-9, 1 - silence));
  return silence > 0.1 ? { low: 0, high: reaching(0.8) } : { low: reaching(0.1), high: reaching(0.9) };
}

const ordersOfBuyers = ({ silence, orders }: Expected, row: number) => orders[row]! / Math.max(1e-9, 1 - silence[row]!);
const spendOfBuyers = ({ silence, spend }: Expected, row: number) => spend[row]! / Math.max(1e-9, 1 - silence[row]!);

function groupOf(bounds: readonly number[], orders: number): number {
  let group = 0;
  while (group < bounds.length && orders > bounds[group]!) group++;
  return group;
}

/** Of values in ascending order, between which it runs straight. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
