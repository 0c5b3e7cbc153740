import { z } from 'zod';
import { Action, Festival } from './action.ts';
import { Offer } from './offer.ts';
import { policyFaults } from './policy-faults.ts';
import { amount, hour, name, share } from './policy-values.ts';

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
    /** The most that the offers of all campaigns that are drafted on one day (UTC) may cost together; without it the campaigns' budgets alone count. */
    budget_per_day: amount.optional(),
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
    /** How much cheaper a product must have become to be worth a mail, as a share of its price before. */
    price_drop_at_least: share.gt(0).default(0.05),
    /** Mails wait for the hour at which the customer usually orders, or go as soon as they may. */
    send_at: z.enum(['any_hour', 'usual_hour']).default('any_hour'),
    /** The days that actions may be about. */
    festivals: z.array(Festival).default([]),
    offers: z
      .array(Offer)
      .min(1)
      .default([
        { name: 'no_offer', kind: 'none', saved_share: 0.04 },
        {
          name: 'ten_percent',
          kind: 'percentage',
          percent: 10,
          at_most: 15,
          saved_share: 0.09,
          valid_days: 14,
          stacks: false,
        },
        {
          name: 'five_off',
          kind: 'amount',
          amount: 5,
          minimum_order: 25,
          saved_share: 0.07,
          valid_days: 14,
          stacks: false,
        },
      ]),
    actions: z
      .array(Action)
      .min(1)
      .default([
        {
          name: 'win_back',
          churn_probability_at_least: 0.5,
          churn_probability_at_most: 1,
          added_share: 0,
          offers: ['no_offer', 'ten_percent', 'five_off'],
        },
      ]),
  })
  .superRefine((policy, context) => {
    for (const { path, message } of policyFaults(policy)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type Policy = z.infer<typeof Policy>;
