import { type Offer, stacks } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { CustomerFacts } from './facts.ts';
import type { Store } from './store.ts';

const open = `
  SELECT offer FROM coupons WHERE customer_id = @customer AND campaign <> @campaign AND state IN ('drafted', 'approved') AND valid_until > @now`;

/** Whether the customer has, or is about to get, a code of another campaign that still counts. */
export function openCode(
  store: Store,
  given: { readonly customer: CustomerId; readonly campaign: string; readonly now: Date },
): CustomerFacts['open_code'] {
  const { customer, campaign } = given;
  const rows = store.database
    .prepare(open)
    .pluck()
    .all({ customer, campaign, now: given.now.toISOString() }) as string[];
  if (rows.length === 0) return null;
  const offers = rows.map((offer) => JSON.parse(offer) as Offer);
  return offers.every(stacks) ? 'stacks' : 'alone';
}
