import {
  type Action,
  type Cents,
  fromCents,
  millisecondsPerDay,
  type Offer,
  type Policy,
  stacks,
  toCents,
} from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Activity, CheaperProduct, CustomerFacts, Score } from './facts.ts';
import { festivalEnd } from './festival.ts';
import { holdoutNumber } from './holdout.ts';
import { costOfUse, marginLeft, worstCaseCost } from './offer-cost.ts';

/** The rules that can stop a customer or an alternative, in the order in which they are asked. */
export const rules = [
  'no_facts',
  'no_score',
  'erased',
  'complained',
  'bounced',
  'suppressed',
  'withdrawn',
  'objected_to_profiling',
  'minor',
  'angry',
  'open_complaint',
  'occasion',
  'segment',
  'churn_probability',
  'stacking',
  'margin_floor',
  'minimum_expected_profit',
  'holdout',
  'limit',
  'budget',
  'budget_per_day',
] as const;
export type Rule = (typeof rules)[number];

/** A rule that stopped something: its number, and what that was held against. */
export interface Stop {
  readonly rule: Rule;
  readonly value: number | null;
  readonly bound: number | null;
}

/** An action with one of its offers, for one customer. */
export interface Alternative {
  readonly action: string;
  readonly offer: string;
  readonly expected_profit: Cents;
  readonly expected_cost: Cents;
  readonly worst_case_cost: Cents;
  /** Why it fell; null while it stands. */
  readonly fell: Stop | null;
}

/** What could be done for a customer, before the budget is shared out. */
export interface Assessment {
  readonly customer_id: CustomerId;
  readonly stop: Stop | null;
  readonly alternatives: readonly Alternative[];
}

/** What decisions are made under. `holdoutKey` makes the holdout stable; the same key gives the same holdout. */
export interface DecisionFrame {
  readonly campaign: string;
  readonly policy: Policy;
  readonly currency: string;
  readonly holdoutKey: string;
  /** The shop's, by which festivals begin and end. */
  readonly timeZone: string;
  readonly now: Date;
}

/** A chance of staying below this is not told from none. */
const leastStaying = 0.01;

/**
 * Everything that the policy says about one customer:
 * expected profit = (P(saved) + (1 − P(churn)) × added share) × expected spend of one who stays × margin − expected offer cost, for every action with each of its offers.
 * The offer is paid to those who would have come anyway too: expected cost = (1 − P(churn) + P(saved)) × cost of one use.
 */
export function assess(facts: CustomerFacts, frame: DecisionFrame): Assessment {
  const { policy } = frame;
  const { score, customer_id } = facts;
  if (score === null) {
    return { customer_id, stop: { rule: 'no_score', value: null, bound: null }, alternatives: [] };
  }
  const alternatives = policy.actions.flatMap((action) => {
    const unfit = whyUnfit(facts, score, action, frame);
    return action.offers.map((name) =>
      alternativeOf(facts, score, { action, offer: policy.offers.find((offer) => offer.name === name)!, unfit }, frame),
    );
  });
  return { customer_id, stop: stopOf(facts, alternatives, frame), alternatives };
}

/** The alternatives that stand, the most profitable first; among equals the cheaper, then the one that the policy names first. */
export function standing(assessment: Assessment): Alternative[] {
  return assessment.alternatives
    .filter((alternative) => alternative.fell === null)
    .sort((a, b) => b.expected_profit - a.expected_profit || a.worst_case_cost - b.worst_case_cost);
}

function alternativeOf(
  facts: CustomerFacts,
  score: Score,
  { action, offer, unfit }: { readonly action: Action; readonly offer: Offer; readonly unfit: Stop | null },
  frame: DecisionFrame,
): Alternative {
  const { policy, currency } = frame;
  const churn = score.churn_probability;
  const saved = chanceOfSaving(churn, offer.saved_share);
  const added = (1 - churn) * action.added_share;
  const cost = (1 - churn + saved) * costOfUse(offer, score.average_order_value);
  const profit = (saved + added) * spendOfOneWhoStays(score) * policy.margin - cost;
  return {
    action: action.name,
    offer: offer.name,
    expected_profit: toCents(profit, currency),
    expected_cost: toCents(cost, currency),
    worst_case_cost: worstCaseCost(offer, currency),
    fell: unfit ?? fallOf(),
  };

  function fallOf(): Stop | null {
    if (offer.kind !== 'none' && facts.open_code !== null && !(stacks(offer) && facts.open_code === 'stacks')) {
      return { rule: 'stacking', value: null, bound: null };
    }
    const left = marginLeft(offer, policy.margin, score.average_order_value);
    // Binary fractions: 0.4 − 0.3 is a hair below 0.1, and must pass a floor of 0.1.
    if (left < policy.margin_floor - 1e-9) {
      return { rule: 'margin_floor', value: Number.isFinite(left) ? left : null, bound: policy.margin_floor };
    }
    const cents = toCents(profit, currency);
    if (cents <= 0 || cents < toCents(policy.minimum_expected_profit, currency)) {
      const value = fromCents(cents, currency);
      return { rule: 'minimum_expected_profit', value, bound: policy.minimum_expected_profit };
    }
    return null;
  }
}

/** A saved share above this is held to it, so that its logarithm is finite. */
const mostSaved = 1 - 1e-9;

/**
 * The chance that a customer would leave and an offer keeps them. An offer multiplies the rate at which customers order: P(churn) is the chance of no order, e^(−rate),
 * and becomes P(churn)^(1 + lift), the lift such that of those at even risk the offer keeps `savedShare` of the leavers. Of those who are as good as gone it keeps next to nobody.
 */
export function chanceOfSaving(churn: number, savedShare: number): number {
  const lift = -Math.log2(1 - Math.min(savedShare, mostSaved));
  return churn - churn ** (1 + lift);
}

/** Why an action is not for this customer now, whatever the offer; null when it is. */
function whyUnfit(facts: CustomerFacts, score: Score, action: Action, frame: DecisionFrame): Stop | null {
  const upset = whyUpset(facts, frame);
  // An answer to a complaint is no promotion, and is for those who complained alone.
  if (upset !== null && action.occasion !== 'complaint') return upset;
  if (!hasOccasion(facts, action, upset, frame)) return { rule: 'occasion', value: null, bound: null };
  if (action.segment !== undefined && !facts.segments.includes(action.segment)) {
    return { rule: 'segment', value: null, bound: null };
  }
  const { churn_probability: churn } = score;
  const { churn_probability_at_least: least, churn_probability_at_most: most } = action;
  if (churn < least) return { rule: 'churn_probability', value: churn, bound: least };
  return churn > most ? { rule: 'churn_probability', value: churn, bound: most } : null;
}

function hasOccasion(
  { activity }: CustomerFacts,
  { occasion, festival }: Action,
  upset: Stop | null,
  { policy, now, timeZone }: DecisionFrame,
): boolean {
  const named = policy.festivals.find(({ name }) => name === festival);
  if (named && festivalEnd(named, now, timeZone) === null) return false;
  if (occasion === 'complaint') return upset !== null;
  if (occasion === 'store_order') return activity.last_order_channel === 'store';
  return occasion !== 'price_drop' || cheaperProducts(activity, policy).length > 0;
}

/** The products that have become cheaper by as much as the policy wants. */
export function cheaperProducts({ cheaper }: Activity, { price_drop_at_least }: Policy): readonly CheaperProduct[] {
  return cheaper.filter(({ price, before }) => price <= before * (1 - price_drop_at_least));
}

/** The score's expected spend counts those who leave as nothing. A saved customer is one who stays, and spends what those do. */
function spendOfOneWhoStays({ expected_spend, churn_probability }: Score): number {
  return expected_spend / Math.max(leastStaying, 1 - churn_probability);
}

function stopOf(facts: CustomerFacts, alternatives: readonly Alternative[], frame: DecisionFrame): Stop | null {
  const { policy } = frame;
  if (facts.permission.barred !== null) return { rule: facts.permission.barred, value: null, bound: null };
  if (alternatives.every((alternative) => alternative.fell !== null)) return lastHurdle(alternatives);
  const number = holdoutNumber(frame.holdoutKey, frame.campaign, facts.customer_id);
  if (number < policy.holdout_share) return { rule: 'holdout', value: number, bound: policy.holdout_share };
  return null;
}

/** Why promotions are held back: the latest message is angry, or a complaint is open. */
function whyUpset(facts: CustomerFacts, frame: DecisionFrame): Stop | null {
  const { angry } = frame.policy;
  const anger = angerOf(facts, frame);
  if (anger !== null) return { rule: 'angry', value: anger, bound: angry.confidence_at_least };
  const openDays = daysOfComplaint(facts, frame);
  return openDays === null ? null : { rule: 'open_complaint', value: openDays, bound: angry.days };
}

/** The confidence that the latest message is negative, when it is fresh and sure enough to hold a promotion back. */
function angerOf({ feeling }: CustomerFacts, { policy, now }: DecisionFrame): number | null {
  if (feeling?.label !== 'negative' || feeling.confidence < policy.angry.confidence_at_least) return null;
  const days = (now.getTime() - new Date(feeling.time).getTime()) / millisecondsPerDay;
  return days <= policy.angry.days ? feeling.confidence : null;
}

/**
 * How many days the oldest complaint is open; null without one, and for one that is older than anger lasts: files seldom tell that it was answered.
 * Later praise for something else does not close it.
 */
function daysOfComplaint({ feeling }: CustomerFacts, { policy, now }: DecisionFrame): number | null {
  const since = feeling?.open_complaint_since ?? null;
  if (since === null) return null;
  const days = Math.max(0, (now.getTime() - new Date(since).getTime()) / millisecondsPerDay);
  return days <= policy.angry.days ? days : null;
}

/** Of several fallen alternatives the one that came furthest tells why: the last rule reached, and there the largest number. */
function lastHurdle(alternatives: readonly Alternative[]): Stop {
  return alternatives
    .map((alternative) => alternative.fell!)
    .reduce((furthest, stop) => {
      const rank = rules.indexOf(stop.rule) - rules.indexOf(furthest.rule);
      return rank > 0 || (rank === 0 && (stop.value ?? -Infinity) > (furthest.value ?? -Infinity)) ? stop : furthest;
    });
}
