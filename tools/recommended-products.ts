import { z } from 'zod';
import type { ProductId } from '../warehouse/index.ts';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const recommendedProducts = defineTool({
  name: 'recommended_products',
  title: 'Recommended products',
  description:
    "Products that the customer would love and can buy now, best first, with titles, today's prices and the chance to buy each within the horizon.",
  input: OneCustomer.extend({ count: z.int().min(1).max(20) }),
  output: z.array(
    z.strictObject({
      product_id: z.string().transform((id) => id as ProductId),
      title: z.string(),
      price: z.number().min(0).nullable(),
      chance: z.number().min(0).max(1).nullable(),
    }),
  ),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id, count }, ports) {
    const products = await ports.recommend(customer_id, count);
    return products
      .slice(0, count)
      .map(({ product_id, title, price, chance }) => ({ product_id, title, price, chance }));
  },
});
