import { createHash } from 'node:crypto';
import type { Draft } from './draft.ts';

/**
 * SHA-256 over what an approval binds: for whom, in which campaign, and every byte of what would be sent, in one canonical form (an array in fixed order).
 * A change of any of it makes another hash, and the approval no longer counts.
 */
export function contentHash(draft: Draft): string {
  const { content, plan } = draft;
  const canonical = JSON.stringify([
    'holdfast draft 2',
    draft.draft_id,
    draft.campaign,
    draft.customer_id,
    plan.channel,
    JSON.stringify(plan.offer),
    content.coupon_code,
    draft.worst_case_cost,
    content.subject,
    content.preheader,
    content.text,
    content.html,
    content.links,
    content.template_version,
    content.recipient,
    content.sender?.name,
    content.sender?.address,
    content.reply_to,
    content.unsubscribe?.url,
    content.unsubscribe?.email,
    content.postal_address,
    content.consent_version,
    content.offer_valid_until,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}
