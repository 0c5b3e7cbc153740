import { z } from 'zod';
import type { ProductId } from '../warehouse/index.ts';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

const mostProducts = 3;

export const customerActivity = defineTool({
  name: 'customer_activity',
  title: 'Recent activity',
  description:
    'In which channel the latest order was placed, at which hour of their day the customer usually orders, and which products that they looked at cost less now.',
  input: OneCustomer,
  output: z.strictObject({
    last_order_channel: z.string().nullable(),
    usual_hour: z.int().min(0).max(23).nullable(),
    cheaper: z.array(
      z.strictObject({
        product_id: z.string().transform((id) => id as ProductId),
        title: z.string(),
        price: z.number().gt(0),
        before: z.number().gt(0),
      }),
    ),
  }),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id }, ports) {
    const { last_order_channel, usual_hour, cheaper } = await ports.activity(customer_id);
    const products = cheaper
      .slice(0, mostProducts)
      .map(({ product_id, title, price, before }) => ({ product_id, title, price, before }));
    return { last_order_channel, usual_hour, cheaper: products };
  },
});
