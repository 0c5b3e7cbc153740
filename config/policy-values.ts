import { z } from 'zod';

/** What the values of a policy are made of. Amounts are in the shop's currency, in its main unit. */
export const share = z.number().min(0).max(1);
export const amount = z.number().min(0);
export const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, for example 21:00');
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _ only, starting with a letter');
