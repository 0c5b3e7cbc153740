import type { Delivery, Policy } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { addressHash, plainAddress } from './addresses.ts';
import { readApproval } from './approvals.ts';
import { consentNow, nothingOnConsent } from './consents.ts';
import { type ContactReason, contactReasons, describeContactReason, madeForNobody } from './contact-reasons.ts';
import { contentHash } from './content-hash.ts';
import type { Draft } from './draft.ts';
import { nextAllowedByFrequency } from './frequency.ts';
import { mailTimeZone, type Shop } from './mail-values.ts';
import { languageOf } from './mail-words.ts';
import { type Contact, personalReason } from './personal-reason.ts';
import { endOfQuiet } from './quiet-hours.ts';
import { driftOf, type ShopNow } from './shop-now.ts';
import type { Store } from './store.ts';

/** What a mail is held against at the moment of sending. */
export interface SendingFrame {
  readonly policy: Policy;
  readonly shop: Shop;
  readonly delivery: Delivery;
  readonly now: Date;
}

/** Whether a mail may go now; if not, why, and what follows. */
export type MailVerdict =
  | { readonly go: true; readonly address: string }
  | { readonly go: false; readonly follows: 'never' | 'held'; readonly reason: string }
  | { readonly go: false; readonly follows: 'later'; readonly reason: string; readonly until: Date };

/** Holds an approved mail against everything that could stand against it: the approval of exactly these bytes, the person, the mail itself, the settings, and the hour. */
export function checkMail(store: Store, draft: Draft, shopNow: ShopNow, frame: SendingFrame): MailVerdict {
  const { policy, delivery, now } = frame;
  const { content, plan, customer_id } = draft;
  const contact = shopNow.contact(customer_id);
  const unapproved = approvalFault(store, draft, now);
  if (unapproved !== null) return { go: false, follows: 'never', reason: unapproved };
  const personal = personalReason(store, customer_id, contact, { now, minimumAge: policy.minimum_age });
  if (personal !== null) return stop(personal);
  const address = contact?.email ? plainAddress(contact.email) : null;
  if (address === null) return { go: false, follows: 'held', reason: 'no address is known that a mail could go to' };
  if (content.recipient === null) return { go: false, follows: 'held', reason: madeForNobody };
  if (content.recipient !== addressHash(store.keys, address)) {
    return { go: false, follows: 'never', reason: "the customer's address is another one than was approved" };
  }
  const consent = consentNow(store, customer_id, contact);
  if (consent.marketing === 'unknown') return stop('no_consent');
  if (consent.version !== content.consent_version) {
    if (content.consent_version === nothingOnConsent) return { go: false, follows: 'held', reason: madeForNobody };
    return { go: false, follows: 'never', reason: "the customer's consent is another one than was approved" };
  }
  if (languageOf(contact!.locale, frame.shop.locale) !== plan.language) return stop('wrong_locale');
  if (content.postal_address === null) return stop('no_postal_address');
  if (content.unsubscribe === null) return stop('no_unsubscribe');
  if (content.sender === null || plainAddress(content.sender.address) === null) return stop('no_sender_domain');
  if (delivery.mode !== 'live') return stop('test_mode');
  if (plan.ends_at && plan.ends_at <= now.toISOString()) {
    return { go: false, follows: 'never', reason: 'the festival that it is about is over' };
  }
  const drift = driftOf(draft, shopNow);
  if (drift !== null) return { go: false, follows: 'held', reason: drift };
  return hourOf(
    store,
    { draft: draft.draft_id, customer: customer_id, recipient: content.recipient, address },
    contact,
    frame,
  );
}

function stop(reason: Exclude<ContactReason, 'frequency_cap' | 'quiet_hours'>): MailVerdict {
  return { go: false, follows: contactReasons[reason], reason: describeContactReason(reason) };
}

function hourOf(
  store: Store,
  mail: { readonly draft: string; readonly customer: CustomerId; readonly recipient: string; readonly address: string },
  contact: Contact,
  { policy, shop, now }: SendingFrame,
): MailVerdict {
  const { address, ...counted } = mail;
  const later = (reason: 'frequency_cap' | 'quiet_hours', until: Date) =>
    ({ go: false, follows: 'later', reason: describeContactReason(reason), until }) as const;
  const byFrequency = nextAllowedByFrequency(store, counted, policy.frequency, now);
  if (byFrequency > now) return later('frequency_cap', byFrequency);
  const byHour = endOfQuiet(now, mailTimeZone(contact?.timeZone ?? null, shop), policy.quiet_hours);
  return byHour > now ? later('quiet_hours', byHour) : { go: true, address };
}

/** Why the draft's approval does not cover what stands in it now; null when it does. */
function approvalFault(store: Store, draft: Draft, now: Date): string | null {
  const approval = readApproval(store, draft.draft_id);
  if (draft.status !== 'approved' || approval?.verdict !== 'approved') return 'nobody approved it';
  if (approval.content_hash !== contentHash(draft)) return 'it is not what was approved any more';
  return approval.expires_at === null || approval.expires_at <= now.toISOString() ? 'its approval has expired' : null;
}
