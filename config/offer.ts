import { z } from 'zod';
import { amount, name, share } from './policy-values.ts';

/** What every offer that gives something has beside its cost. */
const given = {
  name,
  saved_share: share,
  valid_days: z.int().min(1).max(366).default(14),
  /** Whether its code may be used together with another one, and be sent to somebody who has one that still counts. */
  stacks: z.boolean().default(false),
};
/** What costs the shop the same on every order that is large enough. */
const fixedCost = { ...given, cost: amount.gt(0), minimum_order: amount.default(0) };

/**
 * What an action may give. Amounts are in the shop's currency, in its main unit (12.5 is £12.50).
 * `saved_share` is the shop's estimate of how many of those who would have left, and were at even risk, come back when they get this offer.
 */
export const Offer = z.discriminatedUnion('kind', [
  z.strictObject({ name, kind: z.literal('none'), saved_share: share }),
  z.strictObject({
    ...given,
    kind: z.literal('percentage'),
    percent: z.number().gt(0).max(90),
    /** The most that one use of the offer may cost. */
    at_most: amount.gt(0),
  }),
  z.strictObject({
    ...given,
    kind: z.literal('amount'),
    amount: amount.gt(0),
    minimum_order: amount.default(0),
  }),
  /** `cost`: what sending one order costs the shop. */
  z.strictObject({ ...fixedCost, kind: z.literal('free_shipping') }),
  /** `cost`: what the points are worth when they are used. */
  z.strictObject({ ...fixedCost, kind: z.literal('points'), points: z.int().min(1).max(10_000_000) }),
  /** What is put into the parcel, in the languages that mails are written in. */
  z.strictObject({
    ...fixedCost,
    kind: z.literal('gift'),
    gift: z.strictObject({ en: z.string().min(1).max(60), zh: z.string().min(1).max(60) }),
  }),
]);
export type Offer = z.infer<typeof Offer>;

/** Why no customer could ever be given the offer under the policy's other rules; null when some could. */
export function whyNeverGiven(
  offer: Offer,
  policy: {
    readonly margin: number;
    readonly margin_floor: number;
    readonly budget: number;
    readonly budget_per_day?: number | undefined;
  },
): string | null {
  if (offer.kind === 'none') return null;
  const most = mostPerUse(offer);
  if (most > policy.budget) return `one use may cost ${most}, and budget is ${policy.budget}: it could never be given`;
  if (policy.budget_per_day !== undefined && most > policy.budget_per_day)
    return `one use may cost ${most}, and budget_per_day is ${policy.budget_per_day}: it could never be given`;
  const share =
    offer.kind === 'percentage' ? offer.percent / 100 : offer.minimum_order > 0 ? most / offer.minimum_order : 0;
  const left = policy.margin - share;
  // Binary fractions: 0.4 − 0.3 is a hair below 0.1.
  if (left >= policy.margin_floor - 1e-9) return null;
  return `it leaves ${Math.round(left * 1000) / 1000} of the order on which it weighs most, and margin_floor is ${policy.margin_floor}: it could never be given`;
}

/** Whether its code goes together with another one. */
export function stacks(offer: Offer): boolean {
  return offer.kind !== 'none' && offer.stacks === true;
}

/** The most that one use of an offer can cost, in the currency's main unit. */
export function mostPerUse(offer: Exclude<Offer, { kind: 'none' }>): number {
  if (offer.kind === 'percentage') return offer.at_most;
  return offer.kind === 'amount' ? offer.amount : offer.cost;
}
