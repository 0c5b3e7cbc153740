import { type Cents, formatMoney, type Policy, toCents, UserError } from '../config/index.ts';
import type { Draft } from './draft.ts';
import type { Store } from './store.ts';

export interface Campaign {
  readonly campaign: string;
  readonly currency: string;
  readonly budget: Cents;
  /** Worst-case costs of the drafts that wait or are approved. Never above the budget that was in force when they were stored. */
  readonly committed: Cents;
}

const upsert = `
  INSERT INTO campaigns (campaign, started_at, currency, policy, budget) VALUES (@campaign, @now, @currency, @policy, @budget)
  ON CONFLICT (campaign) DO UPDATE SET policy = excluded.policy, budget = excluded.budget`;

/** Opens a campaign, or goes on with it under the policy as it is now. Its currency stays what it was. */
export function openCampaign(
  store: Store,
  given: { readonly campaign: string; readonly policy: Policy; readonly currency: string; readonly now: Date },
): Campaign {
  const { campaign, policy, currency } = given;
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,79}$/u.test(campaign)) {
    throw new UserError(
      `a campaign's name is 1 to 80 letters, digits, “.”, “_” or “-”, not ${JSON.stringify(campaign).slice(0, 90)}`,
    );
  }
  return store.writeSoon(() => {
    const budget = toCents(policy.budget, currency);
    store.database
      .prepare(upsert)
      .run({ campaign, now: given.now.toISOString(), currency, policy: JSON.stringify(policy), budget });
    const opened = readCampaign(store, campaign)!;
    if (opened.currency !== currency) {
      throw new UserError(
        `the campaign ${campaign} counts in ${opened.currency}, and shop.currency is ${currency}: give this run another campaign`,
      );
    }
    return opened;
  });
}

/** The campaign, or undefined. */
export function readCampaign(store: Store, campaign: string): Campaign | undefined {
  return store.database
    .prepare('SELECT campaign, currency, budget, committed FROM campaigns WHERE campaign = ?')
    .get(campaign) as Campaign | undefined;
}

/** The most that the drafts of one day may cost together; without end when the policy names none. */
export function budgetPerDay({ budget_per_day }: Policy, currency: string): Cents {
  return budget_per_day === undefined ? (Number.POSITIVE_INFINITY as Cents) : toCents(budget_per_day, currency);
}

/** What a draft takes out of the budgets of its campaign and its day. */
export type Expense = Pick<Draft, 'campaign' | 'worst_case_cost' | 'created_at'>;

const dayOf = ({ created_at }: Expense): string => created_at.slice(0, 10);

/** Worst-case costs of the drafts of a day that wait or are approved, all campaigns together. `time` is RFC 3339. */
export function committedOnDay(store: Store, time: string): Cents {
  const committed = store.database.prepare('SELECT committed FROM days WHERE day = ?').pluck().get(time.slice(0, 10));
  return (committed ?? 0) as Cents;
}

/**
 * Takes a draft's worst-case cost out of the budgets of its campaign and its day. Says which of them it does not fit; then nothing is taken.
 * Must run in the transaction that stores the draft.
 */
export function commitBudget(
  store: Store,
  expense: Expense,
  budgetPerDay: Cents,
): 'committed' | 'over_budget' | 'over_budget_per_day' {
  const { campaign, worst_case_cost: cost } = expense;
  const { budget, committed } = readCampaign(store, campaign)!;
  if (committed + cost > budget) return 'over_budget';
  if (committedOnDay(store, expense.created_at) + cost > budgetPerDay) return 'over_budget_per_day';
  store.database
    .prepare('UPDATE campaigns SET committed = committed + @cost WHERE campaign = @campaign')
    .run({ campaign, cost });
  store.database
    .prepare(
      'INSERT INTO days (day, committed) VALUES (@day, @cost) ON CONFLICT (day) DO UPDATE SET committed = committed + excluded.committed',
    )
    .run({ day: dayOf(expense), cost });
  return 'committed';
}

/** Gives a draft's worst-case cost back. Must run in the transaction that ends the draft. */
export function releaseBudget(store: Store, expense: Expense): void {
  const { campaign, worst_case_cost: cost } = expense;
  store.database
    .prepare('UPDATE campaigns SET committed = committed - @cost WHERE campaign = @campaign')
    .run({ campaign, cost });
  // A draft that is older than the table of days was never counted there.
  store.database
    .prepare('UPDATE days SET committed = max(0, committed - @cost) WHERE day = @day')
    .run({ day: dayOf(expense), cost });
}

/** The campaign's budget as people read it: “£12.00 of £500.00”. */
export function describeBudget(campaign: Campaign, locale: string): string {
  const money = (amount: Cents) => formatMoney(amount, campaign.currency, locale);
  return `${money(campaign.committed)} of ${money(campaign.budget)}`;
}
