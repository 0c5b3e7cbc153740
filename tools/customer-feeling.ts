import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const customerFeeling = defineTool({
  name: 'customer_feeling',
  title: 'Customer feeling',
  description:
    "How the customer's latest message or review sounds, how sure that is, when it was written, and since when a complaint to support is open; never its words. null for one who never wrote.",
  input: OneCustomer,
  output: z
    .strictObject({
      label: z.enum(['negative', 'neutral', 'positive']),
      confidence: z.number().min(0).max(1),
      time: z.iso.datetime({ offset: true }),
      open_complaint_since: z.iso.datetime({ offset: true }).nullable(),
    })
    .nullable(),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const feeling = await ports.feeling(customer_id);
    if (feeling === null) return null;
    const { label, confidence, time, open_complaint_since = null } = feeling;
    return { label, confidence, time, open_complaint_since };
  },
});
