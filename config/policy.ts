import { z } from 'zod';

const share = z.number().min(0).max(1);
const amount = z.number().min(0);
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, for example 21:00');
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _ only, starting with a letter');

/**
 * What an action may give. Amounts are in the shop's currency, in its main unit (12.5 is £12.50).
 * `saved_share` is the shop's estimate of how many of those who would have left come back when they get this offer.
 */
const Offer = z.discriminatedUnion('kind', [
  z.strictObject({ name, kind: z.literal('none'), saved_share: share }),
  z.strictObject({
    name,
    kind: z.literal('percentage'),
    percent: z.number().gt(0).max(90),
    /** The most that one use of the offer may cost. */
    at_most: amount.gt(0),
    saved_share: share,
    valid_days: z.int().min(1).max(366).default(14),
  }),
  z.strictObject({
    name,
    kind: z.literal('amount'),
    amount: amount.gt(0),
    minimum_order: amount.default(0),
    saved_share: share,
    valid_days: z.int().min(1).max(366).default(14),
  }),
]);

/** For whom an action is meant, and which offers may go with it. */
const Action = z.strictObject({
  name,
  churn_probability_at_least: share.default(0),
  churn_probability_at_most: share.default(1),
  offers: z.array(name).min(1),
});

/** What Holdfast may do to keep a customer, and how much that may cost. Names that `actions` use must stand in `offers`. */
export const Policy = z
  .strictObject({
    /** The share of an order's value that is left after goods and handling. */
    margin: share.default(0.4),
    /** After the offer at least this share of the order's value must be left. */
    margin_floor: share.default(0.1),
    minimum_expected_profit: amount.default(0.5),
    /** Customers who get nothing, on purpose, so that the difference can be measured. */
    holdout_share: share.default(0.1),
    /** The most that all offers of one campaign may cost together, if every one is used. */
    budget: amount.default(500),
    /** A draft that nobody approved in so many days has expired: its prices and reasons are of another day. */
    draft_valid_days: z.int().min(1).max(90).default(7),
    /** An approval that was not carried out in so many hours no longer counts. */
    approval_valid_hours: z.int().min(1).max(72).default(72),
    /** A draft that may cost so much or more needs the yes of two people. */
    two_approvers_from: amount.gt(0).default(100),
    /** No mail between these hours, by the clock on the customer's wall. The same hour twice means no quiet hours. */
    quiet_hours: z.strictObject({ from: hour.default('21:00'), to: hour.default('08:00') }).prefault({}),
    /** How many mails a customer gets at most; each line holds. */
    frequency: z.array(z.strictObject({ at_most: z.int().min(1).max(100), days: z.number().gt(0).max(366) })).default([
      { at_most: 1, days: 3 },
      { at_most: 4, days: 30 },
    ]),
    /** Drafts that need no person: of these actions, costing this much at most, so many a day. Without a line every draft waits for one. */
    auto_approve: z
      .array(z.strictObject({ action: name, cost_at_most: amount, per_day: z.int().min(1).max(100_000) }))
      .default([]),
    /** Nobody who is known to be younger is written to. */
    minimum_age: z.int().min(0).max(99).default(18),
    /** A customer whose latest message is negative, with at least this confidence, gets no promotion for so many days after it. */
    angry: z
      .strictObject({
        confidence_at_least: share.default(0.6),
        days: z.int().min(0).max(366).default(60),
      })
      .prefault({}),
    offers: z
      .array(Offer)
      .min(1)
      .default([
        { name: 'no_offer', kind: 'none', saved_share: 0.04 },
        { name: 'ten_percent', kind: 'percentage', percent: 10, at_most: 15, saved_share: 0.09, valid_days: 14 },
        { name: 'five_off', kind: 'amount', amount: 5, minimum_order: 25, saved_share: 0.07, valid_days: 14 },
      ]),
    actions: z
      .array(Action)
      .min(1)
      .default([
        {
          name: 'win_back',
          churn_probability_at_least: 0.5,
          churn_probability_at_most: 1,
          offers: ['no_offer', 'ten_percent', 'five_off'],
        },
      ]),
  })
  .superRefine((policy, context) => {
    const offers = policy.offers.map((offer) => offer.name);
    for (const [index, offer] of offers.entries()) {
      if (offers.indexOf(offer) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['offers', index, 'name'],
          message: `two offers are called ${offer}`,
        });
      }
    }
    for (const [index, offer] of policy.offers.entries()) {
      const impossible = whyNeverGiven(offer, policy);
      if (impossible !== null) context.addIssue({ code: 'custom', path: ['offers', index], message: impossible });
    }
    const actions = policy.actions.map((action) => action.name);
    for (const [index, { action, cost_at_most }] of policy.auto_approve.entries()) {
      if (!actions.includes(action)) {
        context.addIssue({
          code: 'custom',
          path: ['auto_approve', index, 'action'],
          message: `there is no action ${action}; there are ${actions.join(', ')}`,
        });
      }
      if (cost_at_most >= policy.two_approvers_from) {
        context.addIssue({
          code: 'custom',
          path: ['auto_approve', index, 'cost_at_most'],
          message: `must stay below two_approvers_from ${policy.two_approvers_from}: what needs two people cannot do without any`,
        });
      }
    }
    for (const [index, action] of policy.actions.entries()) {
      if (action.churn_probability_at_least > action.churn_probability_at_most) {
        context.addIssue({
          code: 'custom',
          path: ['actions', index, 'churn_probability_at_least'],
          message: `${action.churn_probability_at_least} is above churn_probability_at_most ${action.churn_probability_at_most}: the action fits nobody`,
        });
      }
      for (const offer of action.offers) {
        if (!offers.includes(offer)) {
          context.addIssue({
            code: 'custom',
            path: ['actions', index, 'offers'],
            message: `there is no offer ${offer}; there are ${offers.join(', ')}`,
          });
        }
      }
    }
  });

/** Why no customer could ever be given the offer under the policy's other rules; null when some could. */
function whyNeverGiven(
  offer: z.infer<typeof Offer>,
  policy: { readonly margin: number; readonly margin_floor: number; readonly budget: number },
): string | null {
  if (offer.kind === 'none') return null;
  const most = offer.kind === 'percentage' ? offer.at_most : offer.amount;
  if (most > policy.budget) return `one use may cost ${most}, and budget is ${policy.budget}: it could never be given`;
  const share =
    offer.kind === 'percentage'
      ? offer.percent / 100
      : offer.minimum_order > 0
        ? offer.amount / offer.minimum_order
        : 0;
  const left = policy.margin - share;
  // Binary fractions: 0.4 − 0.3 is a hair below 0.1.
  if (left >= policy.margin_floor - 1e-9) return null;
  return `it leaves ${Math.round(left * 1000) / 1000} of the order on which it weighs most, and margin_floor is ${policy.margin_floor}: it could never be given`;
}

export type Policy = z.infer<typeof Policy>;
export type Offer = z.infer<typeof Offer>;
export type Action = z.infer<typeof Action>;
