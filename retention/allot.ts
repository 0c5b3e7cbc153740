import { type Cents, fromCents } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { type Alternative, type Assessment, type DecisionFrame, type Stop, standing } from './decide.ts';
import { shareOut } from './knapsack.ts';

/** What is done for a customer, or the first rule that stopped it. */
export interface Decision {
  readonly customer_id: CustomerId;
  /** null when nothing is done. */
  readonly chosen: Alternative | null;
  /** Of a customer who is held out: what would have been chosen; null if nothing would. */
  readonly withheld: Alternative | null;
  readonly stop: Stop | null;
  readonly alternatives: readonly Alternative[];
}

/**
 * Decides over a whole segment. The customers with the best alternatives come first, `limit` of them at most; the budget of worst-case costs
 * is then shared out among them for the most expected profit. Sorted by expected profit, the stopped ones last.
 */
export function decideSegment(
  assessments: readonly Assessment[],
  frame: Pick<DecisionFrame, 'currency'> & {
    /** What is left of the campaign's budget, and of the day's. */
    readonly budget: Cents;
    readonly budgetOfDay?: Cents;
    readonly limit: number;
  },
): Decision[] {
  const eligible = byProfit(assessments.filter(({ stop }) => stop === null));
  const budgetOfDay = frame.budgetOfDay ?? Number.POSITIVE_INFINITY;
  const budget = Math.min(frame.budget, budgetOfDay) as Cents;
  const ranked = eligible.slice(0, frame.limit);
  const chosen = shareOutAmong(ranked, budget);
  const left = chosen.reduce((rest, one) => rest - (one?.worst_case_cost ?? 0), budget as number) as Cents;
  const withheld = withheldFrom(assessments, eligible, { budget, limit: frame.limit });

  const decided = ranked.map((assessment, index): Decision => {
    const alternative = chosen[index]!;
    return { ...rest(assessment), chosen: alternative, stop: alternative ? null : outOfBudget(assessment) };
  });
  const outside = eligible.slice(frame.limit).map(
    (assessment, index): Decision => ({
      ...rest(assessment),
      stop: { rule: 'limit', value: frame.limit + index + 1, bound: frame.limit },
    }),
  );
  const stopped = assessments
    .filter((assessment) => assessment.stop !== null)
    .map((assessment) => ({ ...rest(assessment), withheld: withheld.get(assessment) ?? null, stop: assessment.stop }));
  decided.sort((a, b) => (b.chosen?.expected_profit ?? -Infinity) - (a.chosen?.expected_profit ?? -Infinity));
  return [...decided, ...outside, ...stopped];

  function outOfBudget(assessment: Assessment): Stop {
    const cheapest = Math.min(...standing(assessment).map((alternative) => alternative.worst_case_cost)) as Cents;
    const rule = budgetOfDay < frame.budget ? 'budget_per_day' : 'budget';
    return { rule, value: fromCents(cheapest, frame.currency), bound: fromCents(left, frame.currency) };
  }
}

const rest = ({ customer_id, alternatives }: Assessment) => ({
  customer_id,
  alternatives,
  chosen: null,
  withheld: null,
});

/** Those whose best alternative is expected to earn most first. */
function byProfit(assessments: readonly Assessment[]): Assessment[] {
  return assessments
    .map((assessment) => ({ assessment, best: standing(assessment)[0]! }))
    .sort(
      (a, b) =>
        b.best.expected_profit - a.best.expected_profit ||
        (a.assessment.customer_id < b.assessment.customer_id ? -1 : 1),
    )
    .map((entry) => entry.assessment);
}

/** One alternative each, or null, of the most expected profit together that the budget allows. */
function shareOutAmong(assessments: readonly Assessment[], budget: Cents): (Alternative | null)[] {
  const options = assessments.map(standing);
  const indices = shareOut(
    options.map((alternatives) =>
      alternatives.map(({ expected_profit, worst_case_cost }) => ({ profit: expected_profit, cost: worst_case_cost })),
    ),
    budget,
  );
  return options.map((alternatives, index) => alternatives[indices[index]!] ?? null);
}

/**
 * What those held out would have been given, had there been as much more budget and room as there would then have been customers: the same share of them falls
 * by the limit and the budget, so that they and the chosen differ by the lot alone.
 */
function withheldFrom(
  assessments: readonly Assessment[],
  eligible: readonly Assessment[],
  { budget, limit }: { readonly budget: Cents; readonly limit: number },
): Map<Assessment, Alternative | null> {
  const heldOut = assessments.filter(({ stop }) => stop?.rule === 'holdout');
  if (heldOut.length === 0) return new Map();
  const share = 1 + heldOut.length / Math.max(1, eligible.length);
  const together = byProfit([...eligible, ...heldOut]).slice(0, Math.round(limit * share));
  const given = shareOutAmong(together, Math.round(budget * share) as Cents);
  return new Map(together.map((assessment, index) => [assessment, given[index]!]));
}
