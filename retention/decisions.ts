import { type Cents, fromCents } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Decision } from './allot.ts';
import { describeContactReason } from './contact-reasons.ts';
import type { Alternative, Rule, Stop } from './decide.ts';
import type { Store } from './store.ts';

/** A decision as it was recorded. */
export interface DecisionRow {
  readonly campaign: string;
  readonly customer_id: CustomerId;
  readonly decided_at: string;
  readonly currency: string;
  readonly outcome: 'chosen' | 'stopped';
  readonly stop: Stop | null;
  readonly action: string | null;
  readonly offer: string | null;
  readonly expected_profit: Cents | null;
  readonly alternatives: readonly Alternative[];
}

interface StoredRow extends Omit<DecisionRow, 'alternatives' | 'stop'> {
  readonly alternatives: string;
  readonly rule: Rule | null;
  readonly value: number | null;
  readonly bound: number | null;
}

/** A customer whose draft is stored keeps the decision that the draft came from, and one from whom something was withheld that of the moment it was. */
const upsert = `
  INSERT INTO decisions (campaign, customer_id, decided_at, outcome, rule, value, bound, action, offer, expected_profit, alternatives)
  SELECT @campaign, @customer_id, @decided_at, @outcome, @rule, @value, @bound, @action, @offer, @expected_profit, @alternatives
  WHERE NOT EXISTS (SELECT 1 FROM drafts WHERE campaign = @campaign AND customer_id = @customer_id)
  ON CONFLICT (campaign, customer_id) DO UPDATE SET
    decided_at = excluded.decided_at, outcome = excluded.outcome, rule = excluded.rule, value = excluded.value, bound = excluded.bound,
    action = excluded.action, offer = excluded.offer, expected_profit = excluded.expected_profit, alternatives = excluded.alternatives
  WHERE NOT (decisions.rule IS 'holdout' AND decisions.action IS NOT NULL)`;

const columns = `d.campaign, d.customer_id, decided_at, currency, outcome, rule, value, bound, action, offer, expected_profit, alternatives
  FROM decisions d JOIN campaigns USING (campaign)`;

/** Records decisions, in one transaction. Call it with a thousand at a time, so that other writers get their turn. */
export function recordDecisions(store: Store, campaign: string, decisions: readonly Decision[], now: Date): void {
  const insert = store.database.prepare(upsert);
  store.writeSoon(() => {
    for (const { customer_id, chosen, withheld, stop, alternatives } of decisions) {
      const given = chosen ?? withheld;
      insert.run({
        campaign,
        customer_id,
        decided_at: now.toISOString(),
        outcome: chosen ? 'chosen' : 'stopped',
        rule: stop?.rule ?? null,
        value: stop?.value ?? null,
        bound: stop?.bound ?? null,
        action: given?.action ?? null,
        offer: given?.offer ?? null,
        expected_profit: given?.expected_profit ?? null,
        alternatives: JSON.stringify(alternatives),
      });
    }
  });
}

/** What was decided for a customer, the latest first: in one campaign, or in all. */
export function readDecisions(store: Store, customer: CustomerId, campaign?: string): DecisionRow[] {
  const rows = store.database
    .prepare(
      `SELECT ${columns} WHERE d.customer_id = @customer AND (@campaign IS NULL OR d.campaign = @campaign)
       ORDER BY decided_at DESC, d.campaign`,
    )
    .all({ customer, campaign: campaign ?? null }) as StoredRow[];
  return rows.map(({ rule, value, bound, alternatives, ...row }) => ({
    ...row,
    stop: rule === null ? null : { rule, value, bound },
    alternatives: JSON.parse(alternatives) as Alternative[],
  }));
}

/** Those of a campaign who are held out and would have been chosen: they stay so to its end. */
export function withheldCustomers(store: Store, campaign: string): Set<CustomerId> {
  const rows = store.database
    .prepare(`SELECT customer_id FROM decisions WHERE campaign = ? AND rule = 'holdout' AND action IS NOT NULL`)
    .pluck()
    .all(campaign) as CustomerId[];
  return new Set(rows);
}

/** How many customers each rule stopped, and under `chosen` how many were chosen. */
export function countDecisions(store: Store, campaign: string): Record<string, number> {
  const rows = store.database
    .prepare(`SELECT coalesce(rule, 'chosen'), count(*) FROM decisions WHERE campaign = ? GROUP BY 1 ORDER BY 2 DESC`)
    .raw()
    .all(campaign) as [string, number][];
  return Object.fromEntries(rows);
}

/** A rule that stopped something, with its number, as a person reads it. */
export function describeStop({ rule, value, bound }: Stop): string {
  const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)} %`;
  const number = (amount: number | null) => (amount === null ? 'none' : String(Math.round(amount * 100) / 100));
  switch (rule) {
    case 'no_facts':
      return 'a tool failed for this customer, so nothing was decided: the next run tries again';
    case 'no_score':
      return 'there is no score for this customer: no order to learn from, or “holdfast score” was not run';
    case 'erased':
    case 'complained':
    case 'bounced':
    case 'suppressed':
    case 'withdrawn':
    case 'objected_to_profiling':
    case 'minor':
      return describeContactReason(rule);
    case 'angry':
      return `the latest message is negative (confidence ${percent(value)}, held back from ${percent(bound)} on): a person should answer first`;
    case 'open_complaint':
      return `a complaint is open for ${number(value)} days (held back for ${number(bound)}): it should be answered first`;
    case 'occasion':
      return 'nothing has happened that the action answers: its festival is not near, no price fell, nobody complained, or the latest order was not in a store';
    case 'segment':
      return 'the customer is not in the segment that the action is for';
    case 'stacking':
      return 'a code of an earlier campaign still counts, and the offers do not go together';
    case 'churn_probability':
      return `the risk of leaving is ${percent(value)}, outside what every action is meant for (nearest bound ${percent(bound)})`;
    case 'margin_floor':
      return `every offer that fits would leave too little margin (${percent(value)} at best, the floor is ${percent(bound)})`;
    case 'minimum_expected_profit':
      return `the best alternative is expected to earn ${number(value)}, and the policy wants ${number(bound)} or more`;
    case 'holdout':
      return `held out on purpose, so that the difference can be measured (number ${number(value)} is below ${number(bound)})`;
    case 'limit':
      return `ranked ${value}, and this run drafts for the first ${bound}`;
    case 'budget':
      return `the cheapest alternative may cost ${number(value)}, and ${number(bound)} of the campaign's budget is left`;
    case 'budget_per_day':
      return `the cheapest alternative may cost ${number(value)}, and ${number(bound)} of the day's budget is left`;
  }
}

/** The decisions of a campaign as people read them, the most frequent first: “128 were chosen, 902 would not earn enough”. */
export function describeCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([outcome, count]) => `${count.toLocaleString('en')} ${outcomes[outcome as Rule | 'chosen']}`)
    .join(', ');
}

const outcomes: Readonly<Record<Rule | 'chosen', string>> = {
  chosen: 'were chosen',
  no_facts: 'could not be looked at (the next run tries again)',
  no_score: 'have no score',
  erased: 'were erased at their wish',
  complained: 'reported a mail as spam',
  bounced: 'have an address that does not exist',
  suppressed: 'unsubscribed',
  withdrawn: 'have refused e-mail',
  objected_to_profiling: 'objected to being profiled',
  minor: 'are too young',
  angry: 'are upset and should hear from a person first',
  open_complaint: 'have a complaint open and should hear from a person first',
  occasion: 'have no occasion that an action answers',
  segment: 'are in no segment that an action is for',
  stacking: 'have a code that still counts',
  churn_probability: 'are not at the risk that any action is for',
  margin_floor: 'would leave too little margin',
  minimum_expected_profit: 'would not earn enough to be worth a mail',
  holdout: 'are held out on purpose, to measure the difference',
  limit: 'come after the limit of this run',
  budget: 'no longer fit the budget',
  budget_per_day: 'no longer fit the budget of the day',
};

/** One alternative as a line for people. */
export function describeAlternative(alternative: Alternative, currency: string): string {
  const profit = fromCents(alternative.expected_profit, currency);
  const cost = fromCents(alternative.worst_case_cost, currency);
  const fell = alternative.fell ? `: fell, ${describeStop(alternative.fell)}` : '';
  return `${alternative.action} with ${alternative.offer}: expected profit ${profit} ${currency}, may cost ${cost}${fell}`;
}
