import { type CustomerFacts, cheaperProducts, type RecommendedProduct, worthShowing } from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { actionOf, type RetentionRoom } from './room.ts';

/** How many products a mail shows, of how many that the customer would love most. */
const productsInMail = 3;
const productsLoved = 10;

/** All that a decision about the customer is made from; the tools run side by side. `segments` are those that the policy's actions name. */
export async function gatherFacts(
  { tools, segments }: Pick<RetentionRoom, 'tools' | 'segments'>,
  { customer_id, campaign }: { readonly customer_id: CustomerId; readonly campaign: string },
): Promise<CustomerFacts> {
  const [churn, value, feeling, permission, belongsTo, activity, open_code] = await Promise.all([
    tools.call('churn_score', { customer_id }),
    tools.call('customer_value', { customer_id }),
    tools.call('customer_feeling', { customer_id }),
    tools.call('contact_permission', { customer_id }),
    tools.call('customer_segments', { customer_id, segments }),
    tools.call('customer_activity', { customer_id }),
    tools.call('open_code', { customer_id, campaign }),
  ]);
  const score = churn && value && { ...churn, ...value };
  return { customer_id, score, feeling, permission, segments: belongsTo, activity, open_code };
}

/** What a draft shows beside: nothing under an apology; what costs less now first, where that is what the mail is about. */
export async function gatherProducts(
  room: Pick<RetentionRoom, 'tools' | 'policy' | 'ports'>,
  given: { readonly customer_id: CustomerId; readonly action: string },
): Promise<RecommendedProduct[]> {
  const products = await productsFor(room, given);
  return Promise.all(
    products.map(async (product) => {
      const image_url = (await room.ports.product(product.product_id))?.imageUrl ?? null;
      return { ...product, image_url };
    }),
  );
}

async function productsFor(
  { tools, policy }: Pick<RetentionRoom, 'tools' | 'policy'>,
  { customer_id, action }: { readonly customer_id: CustomerId; readonly action: string },
): Promise<RecommendedProduct[]> {
  const { occasion } = actionOf({ policy }, action);
  if (occasion === 'complaint') return [];
  const loved = await tools.call('recommended_products', { customer_id, count: productsLoved });
  const recommended = worthShowing(loved, productsInMail);
  if (occasion !== 'price_drop') return recommended;
  const activity = await tools.call('customer_activity', { customer_id });
  const cheaper = cheaperProducts(activity, policy).map(({ product_id, title, price }) => ({
    product_id,
    title,
    price,
    chance: null,
  }));
  const first = new Set(cheaper.map(({ product_id }) => product_id));
  return [...cheaper, ...recommended.filter(({ product_id }) => !first.has(product_id))].slice(0, productsInMail);
}
