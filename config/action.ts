import { z } from 'zod';
import { name, share } from './policy-values.ts';

/** What may have happened to a customer that an action answers. */
export const occasions = ['price_drop', 'complaint', 'store_order'] as const;

/** For whom an action is meant, and which offers may go with it. */
export const Action = z.strictObject({
  name,
  churn_probability_at_least: share.default(0),
  churn_probability_at_most: share.default(1),
  /** Only customers of this segment, as `draft --segment` reads it; one that cannot be read is refused with the policy. */
  segment: z.string().min(1).max(500).optional(),
  /** Only when this has happened: a product that they looked at costs less now; they complained; their latest order was in a store. */
  occasion: z.enum(occasions).optional(),
  /** Only in the days before this festival of the calendar, and on its day. */
  festival: name.optional(),
  /** The shop's estimate of how much more one spends who would have stayed anyway, as a share of what they are expected to spend. */
  added_share: share.default(0),
  /** Ways to write it, one of which every customer is given by lot; `brief` says to a model what is special in it. */
  variants: z
    .array(z.strictObject({ name, brief: z.string().min(1).max(300).optional() }))
    .min(2)
    .max(4)
    .optional(),
  offers: z.array(name).min(1),
});
export type Action = z.infer<typeof Action>;

const monthAndDay = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A day that customers keep, named in the languages that mails are written in. */
export const Festival = z.strictObject({
  name,
  en: z.string().min(1).max(60),
  zh: z.string().min(1).max(60),
  /** The same day every year (`11-11`), or days of their own (`2027-02-06`). */
  on: z.union([
    z.string().regex(monthAndDay, 'a month and a day, for example 11-11'),
    z.array(z.iso.date()).min(1).max(50),
  ]),
  /** How many days before it mails may go. */
  days_before: z.int().min(0).max(60).default(7),
});
export type Festival = z.infer<typeof Festival>;
