import { z } from 'zod';
import { OneCustomer } from './one-customer.ts';
import { defineTool } from './tool.ts';

export const customerSegments = defineTool({
  name: 'customer_segments',
  title: 'Segments of a customer',
  description:
    'Which of the given segments (vip, at_risk, comparisons like “churn_probability > 0.6”) the customer belongs to. None without any order.',
  input: OneCustomer.extend({ segments: z.array(z.string().max(500)).max(100) }),
  output: z.array(z.string()),
  capability: 'read_one_customer',
  surfaces: ['retain'],
  async run({ customer_id, segments }, ports) {
    const belongs = await Promise.all(segments.map((segment) => ports.inSegment(customer_id, segment)));
    return segments.filter((_, index) => belongs[index]);
  },
});
