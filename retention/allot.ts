import { type Cents, fromCents } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { type Alternative, type Assessment, type DecisionFrame, type Stop, standing } from './decide.ts';

/** What is done for a customer, or the first rule that stopped it. */
export interface Decision {
  readonly customer_id: CustomerId;
  /** null when nothing is done. */
  readonly chosen: Alternative | null;
  readonly stop: Stop | null;
  readonly alternatives: readonly Alternative[];
}

/** A step up from one alternative of a customer to a dearer and better one. */
interface Upgrade {
  readonly customer: number;
  readonly step: number;
  readonly profit: number;
  readonly cost: number;
}

/**
 * Decides over a whole segment. The customers with the best alternatives come first, `limit` of them at most; the budget then goes
 * to the steps with the most expected profit per worst-case cost. That is the greedy solution of the multiple-choice knapsack:
 * it misses the best possible profit by less than the one step that no longer fits. Sorted by expected profit, the stopped ones last.
 */
export function decideSegment(
  assessments: readonly Assessment[],
  frame: Pick<DecisionFrame, 'currency'> & { readonly budget: Cents; readonly limit: number },
): Decision[] {
  const eligible = assessments
    .filter((assessment) => assessment.stop === null)
    .map((assessment) => ({ assessment, best: standing(assessment)[0]! }))
    .sort(
      (a, b) =>
        b.best.expected_profit - a.best.expected_profit ||
        (a.assessment.customer_id < b.assessment.customer_id ? -1 : 1),
    )
    .map((entry) => entry.assessment);
  const ranked = eligible.slice(0, frame.limit);
  const { chosen, left } = shareOut(ranked.map(stepsOf), frame.budget);

  const decided = ranked.map((assessment, index): Decision => {
    const alternative = chosen[index] ?? null;
    return { ...rest(assessment), chosen: alternative, stop: alternative ? null : outOfBudget(assessment) };
  });
  const outside = eligible.slice(frame.limit).map(
    (assessment, index): Decision => ({
      ...rest(assessment),
      chosen: null,
      stop: { rule: 'limit', value: frame.limit + index + 1, bound: frame.limit },
    }),
  );
  const stopped = assessments
    .filter((assessment) => assessment.stop !== null)
    .map((assessment): Decision => ({ ...rest(assessment), chosen: null, stop: assessment.stop }));
  decided.sort((a, b) => (b.chosen?.expected_profit ?? -Infinity) - (a.chosen?.expected_profit ?? -Infinity));
  return [...decided, ...outside, ...stopped];

  function outOfBudget(assessment: Assessment): Stop {
    const cheapest = Math.min(...standing(assessment).map((alternative) => alternative.worst_case_cost)) as Cents;
    return { rule: 'budget', value: fromCents(cheapest, frame.currency), bound: fromCents(left, frame.currency) };
  }
}

const rest = ({ customer_id, alternatives }: Assessment) => ({ customer_id, alternatives });

/** The alternatives worth stepping through: from doing nothing upwards, each step with less profit per cost than the one before (the upper hull). */
function stepsOf(assessment: Assessment): Alternative[] {
  const hull: Alternative[] = [];
  const byCost = standing(assessment).sort((a, b) => a.worst_case_cost - b.worst_case_cost);
  for (const next of byCost) {
    if (next.expected_profit <= (hull.at(-1)?.expected_profit ?? 0)) continue;
    while (hull.length > 0 && rate(hull.at(-2), hull.at(-1)!) <= rate(hull.at(-1), next)) hull.pop();
    hull.push(next);
  }
  return hull;
}

function rate(from: Alternative | undefined, to: Alternative): number {
  const profit = to.expected_profit - (from?.expected_profit ?? 0);
  const cost = to.worst_case_cost - (from?.worst_case_cost ?? 0);
  return cost > 0 ? profit / cost : Number.POSITIVE_INFINITY;
}

function shareOut(
  customers: readonly (readonly Alternative[])[],
  budget: Cents,
): { chosen: (Alternative | undefined)[]; left: Cents } {
  const upgrades = customers.flatMap((steps, customer) =>
    steps.map((to, step): Upgrade => {
      const from = steps[step - 1];
      return {
        customer,
        step,
        profit: to.expected_profit - (from?.expected_profit ?? 0),
        cost: to.worst_case_cost - (from?.worst_case_cost ?? 0),
      };
    }),
  );
  // Cross-multiplied, so that free steps (rate infinite) need no case of their own. Sorting is stable: ties keep the ranking.
  upgrades.sort((a, b) => b.profit * a.cost - a.profit * b.cost || a.step - b.step);
  const reached = new Int32Array(customers.length).fill(-1);
  let left: number = budget;
  for (const { customer, step, cost } of upgrades) {
    if (reached[customer] !== step - 1 || cost > left) continue;
    reached[customer] = step;
    left -= cost;
  }
  return { chosen: customers.map((steps, customer) => steps[reached[customer]!]), left: left as Cents };
}
