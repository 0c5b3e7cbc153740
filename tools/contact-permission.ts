import { z } from 'zod';
import { contactReasons, type PersonalReason } from '../retention/index.ts';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const contactPermission = defineTool({
  name: 'contact_permission',
  title: 'Contact permission',
  description:
    'Whether the customer has agreed to e-mail (unknown is not yes), why they are not written to at all if so, and their language and time zone. Never an address or a name.',
  input: OneCustomer,
  output: z.strictObject({
    email: z.enum(['given', 'refused', 'unknown']),
    locale: z.string().nullable(),
    time_zone: z.string().nullable(),
    barred: z
      .enum(Object.keys(contactReasons))
      .transform((reason) => reason as PersonalReason)
      .nullable(),
  }),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const { email, locale, time_zone, barred } = await ports.permission(customer_id);
    return { email, locale, time_zone, barred };
  },
});
