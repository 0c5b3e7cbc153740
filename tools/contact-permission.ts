import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const contactPermission = defineTool({
  name: 'contact_permission',
  title: 'Contact permission',
  description:
    'Whether the customer has agreed to e-mail (unknown is not yes), and their language and time zone. Never an address or a name.',
  input: OneCustomer,
  output: z.strictObject({
    email: z.enum(['given', 'refused', 'unknown']),
    locale: z.string().nullable(),
    time_zone: z.string().nullable(),
  }),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const profile = await ports.profile(customer_id);
    return {
      email: wordFor(profile?.emailConsent ?? null),
      locale: profile?.locale ?? null,
      time_zone: profile?.timeZone ?? null,
    };
  },
});

function wordFor(consent: boolean | null): 'given' | 'refused' | 'unknown' {
  if (consent === null) return 'unknown';
  return consent ? 'given' : 'refused';
}
