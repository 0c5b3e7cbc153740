import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const churnScore = defineTool({
  name: 'churn_score',
  title: 'Churn score',
  description:
    'How likely the customer is to place no order in the coming horizon, and how long ago the last one was. null without any order.',
  input: OneCustomer,
  output: z
    .strictObject({
      as_of: z.iso.datetime({ offset: true }),
      churn_probability: z.number().min(0).max(1),
      days_since_last_order: z.number(),
      average_days_between_orders: z.number().min(0).nullable(),
    })
    .nullable(),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const score = await ports.score(customer_id);
    if (score === null) return null;
    const { as_of, churn_probability, days_since_last_order, average_days_between_orders } = score;
    return { as_of, churn_probability, days_since_last_order, average_days_between_orders };
  },
});
