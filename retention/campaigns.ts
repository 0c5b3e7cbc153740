import { type Cents, formatMoney, type Policy, toCents, UserError } from '../config/index.ts';
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

/** Takes a draft's worst-case cost out of the budget. False when it does not fit. Must run in the transaction that stores the draft. */
export function commitBudget(store: Store, campaign: string, cost: Cents): boolean {
  return (
    store.database
      .prepare(
        'UPDATE campaigns SET committed = committed + @cost WHERE campaign = @campaign AND committed + @cost <= budget',
      )
      .run({ campaign, cost }).changes === 1
  );
}

/** Gives a draft's worst-case cost back. Must run in the transaction that ends the draft. */
export function releaseBudget(store: Store, campaign: string, cost: Cents): void {
  store.database
    .prepare('UPDATE campaigns SET committed = committed - @cost WHERE campaign = @campaign')
    .run({ campaign, cost });
}

/** The campaign's budget as people read it: “£12.00 of £500.00”. */
export function describeBudget(campaign: Campaign, locale: string): string {
  const money = (amount: Cents) => formatMoney(amount, campaign.currency, locale);
  return `${money(campaign.committed)} of ${money(campaign.budget)}`;
}
