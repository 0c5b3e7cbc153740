/** One thing that could be done for a customer: what it earns, and what it takes out of the budget. */
export interface Option {
  readonly profit: number;
  /** A whole number, 0 or more. */
  readonly cost: number;
}

/** Below this share of the best possible profit the greedy answer is worked out exactly instead. */
const goodEnough = 0.999;
/** Cells of the exact table; beyond it the greedy answer stands. */
const mostCells = 20_000_000;

/**
 * Shares a budget out: of each customer's options one at most, so that the profits together are as large as the budget allows (the multiple-choice knapsack; Kellerer, Pferschy and Pisinger 2004, chapter 11).
 * The greedy answer is taken when it earns at least 0.999 of the bound that no answer can pass; else the exact one, where its table (customers × budget in units of the costs' common divisor) fits;
 * else the greedy one, which misses the best by less than one option's profit. Returns the option's index a customer, −1 for none.
 */
export function shareOut(customers: readonly (readonly Option[])[], budget: number): number[] {
  const greedy = byGreed(customers, budget);
  if (greedy.profit >= goodEnough * greedy.bound) return greedy.chosen;
  const unit = customers.flat().reduce((divisor, { cost }) => commonDivisor(divisor, cost), 0) || 1;
  const units = Math.floor(budget / unit);
  return customers.length * (units + 1) <= mostCells ? byTable(customers, unit, units) : greedy.chosen;
}

/** A step up from one option of a customer to a dearer and better one. */
interface Upgrade extends Option {
  readonly customer: number;
  readonly step: number;
}

function byGreed(customers: readonly (readonly Option[])[], budget: number) {
  const hulls = customers.map(hullOf);
  const upgrades = hulls.flatMap((hull, customer) =>
    hull.map((option, step): Upgrade => {
      const from = hull[step - 1];
      return {
        customer,
        step,
        profit: option.profit - (from?.profit ?? 0),
        cost: option.cost - (from?.cost ?? 0),
      };
    }),
  );
  // Cross-multiplied, so that free steps (rate infinite) need no case of their own. Sorting is stable: ties keep the ranking.
  upgrades.sort((a, b) => b.profit * a.cost - a.profit * b.cost || a.step - b.step);
  const reached = new Int32Array(customers.length).fill(-1);
  let left = budget;
  let profit = 0;
  let bound: number | undefined;
  for (const upgrade of upgrades) {
    // What the step that no longer fits would earn by the part of it that does: nothing earns more than with it.
    if (upgrade.cost > left) bound ??= profit + (upgrade.profit * left) / upgrade.cost;
    if (reached[upgrade.customer] !== upgrade.step - 1 || upgrade.cost > left) continue;
    reached[upgrade.customer] = upgrade.step;
    left -= upgrade.cost;
    profit += upgrade.profit;
  }
  const chosen = hulls.map((hull, customer) => hull[reached[customer]!]?.index ?? -1);
  return { chosen, profit, bound: bound ?? profit };
}

/** The options worth stepping through: from nothing upwards, each step with less profit per cost than the one before (the upper hull). */
function hullOf(options: readonly Option[]): (Option & { readonly index: number })[] {
  const hull: (Option & { readonly index: number })[] = [];
  const byCost = options.map((option, index) => ({ ...option, index })).sort((a, b) => a.cost - b.cost);
  for (const next of byCost) {
    if (next.profit <= (hull.at(-1)?.profit ?? 0)) continue;
    while (hull.length > 0 && rate(hull.at(-2), hull.at(-1)!) <= rate(hull.at(-1), next)) hull.pop();
    hull.push(next);
  }
  return hull;
}

function rate(from: Option | undefined, to: Option): number {
  const cost = to.cost - (from?.cost ?? 0);
  return cost > 0 ? (to.profit - (from?.profit ?? 0)) / cost : Number.POSITIVE_INFINITY;
}

/** The exact answer by dynamic programming over customers and budget. */
function byTable(customers: readonly (readonly Option[])[], unit: number, units: number): number[] {
  const width = units + 1;
  /** best[w]: the most that the customers so far earn with w units. */
  const best = new Float64Array(width);
  /** taken[i·width + w]: 1 + the option that customer i has in it, 0 for none. */
  const taken = new Uint16Array(customers.length * width);
  for (const [customer, options] of customers.entries()) {
    // From the top down, so that what is read is still of the customers before.
    for (let w = units; w >= 0; w--) {
      let most = best[w]!;
      for (const [index, { profit, cost }] of options.entries()) {
        const before = w - cost / unit;
        if (before < 0 || best[before]! + profit <= most) continue;
        most = best[before]! + profit;
        taken[customer * width + w] = index + 1;
      }
      best[w] = most;
    }
  }
  const chosen = new Array<number>(customers.length).fill(-1);
  for (let customer = customers.length - 1, w = units; customer >= 0; customer--) {
    const index = taken[customer * width + w]! - 1;
    chosen[customer] = index;
    if (index >= 0) w -= customers[customer]![index]!.cost / unit;
  }
  return chosen;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
