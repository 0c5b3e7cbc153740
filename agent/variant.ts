import type { Action } from '../config/index.ts';
import { holdoutNumber } from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { actionOf, type RetentionRoom } from './room.ts';

export type Variant = NonNullable<Action['variants']>[number];

/** Which of an action's variants a customer gets in a campaign: drawn once, from the shop's seed, so that it is the same at every run; undefined when there are none. */
export function variantOf(
  { policy, holdoutKey }: Pick<RetentionRoom, 'policy' | 'holdoutKey'>,
  given: { readonly campaign: string; readonly customer: CustomerId; readonly action: string },
): Variant | undefined {
  const variants = actionOf({ policy }, given.action).variants;
  if (!variants) return undefined;
  // Another number than the one that holds customers out: its own key.
  const number = holdoutNumber(`${holdoutKey} variant ${given.action}`, given.campaign, given.customer);
  return variants[Math.floor(number * variants.length)];
}
