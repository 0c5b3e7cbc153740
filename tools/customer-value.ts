import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const customerValue = defineTool({
  name: 'customer_value',
  title: 'Customer value',
  description:
    "What the customer has spent, and is expected to spend in the coming horizon, in the shop's currency. null without any order.",
  input: OneCustomer,
  output: z
    .strictObject({
      expected_spend: z.number().min(0),
      historic_clv: z.number(),
      historic_number_of_orders: z.int().min(0),
      average_order_value: z.number().min(0),
    })
    .nullable(),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const score = await ports.score(customer_id);
    if (score === null) return null;
    const { expected_spend, historic_clv, historic_number_of_orders, average_order_value } = score;
    return { expected_spend, historic_clv, historic_number_of_orders, average_order_value };
  },
});
