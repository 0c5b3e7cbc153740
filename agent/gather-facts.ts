import type { CustomerFacts, RecommendedProduct } from '../retention/index.ts';
import type { Toolbox } from '../tools/index.ts';
import type { CustomerId } from '../warehouse/index.ts';

/** How many products a mail shows. */
const productsInMail = 3;

/** All that a decision about the customer is made from; the tools run side by side. */
export async function gatherFacts(tools: Toolbox, customer_id: CustomerId): Promise<CustomerFacts> {
  const [churn, value, feeling, permission] = await Promise.all([
    tools.call('churn_score', { customer_id }),
    tools.call('customer_value', { customer_id }),
    tools.call('customer_feeling', { customer_id }),
    tools.call('contact_permission', { customer_id }),
  ]);
  return { customer_id, score: churn && value && { ...churn, ...value }, feeling, permission };
}

/** What a draft shows beside. */
export function gatherProducts(tools: Toolbox, customer_id: CustomerId): Promise<RecommendedProduct[]> {
  return tools.call('recommended_products', { customer_id, count: productsInMail });
}
