import { z } from 'zod';
import type { CustomerId } from '../warehouse/index.ts';

/** The input of tools about one customer. On surfaces where the customer is known beforehand, code fills it in, never a model. */
export const OneCustomer = z.strictObject({
  customer_id: z
    .string()
    .min(1)
    .max(200)
    .transform((id) => id as CustomerId),
});
