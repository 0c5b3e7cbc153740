import { createHmac } from 'node:crypto';
import type { CustomerId } from '../warehouse/index.ts';

/** A number in [0, 1) that stays the same for a customer within a campaign, and is independent between campaigns. Below the policy's holdout share the customer gets nothing. */
export function holdoutNumber(key: string, campaign: string, customer: CustomerId): number {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify(['holdout', campaign, customer]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
