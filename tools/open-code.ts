import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const openCode = defineTool({
  name: 'open_code',
  title: 'Open code',
  description:
    'Whether a code of another campaign still counts for the customer, and if so whether it may be used together with others; never the code. null without one.',
  input: OneCustomer.extend({ campaign: z.string().min(1).max(80) }),
  output: z.enum(['stacks', 'alone']).nullable(),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  run({ customer_id, campaign }, ports) {
    return ports.openCode(customer_id, campaign);
  },
});
