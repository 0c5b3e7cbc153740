import type { CustomerId, CustomerProfile } from '../warehouse/index.ts';
import { addressHash } from './addresses.ts';
import { type ConsentNow, consentNow } from './consents.ts';
import type { PersonalReason } from './contact-reasons.ts';
import type { ContactPermission } from './facts.ts';
import type { Store } from './store.ts';
import { suppressionsOf } from './suppressions.ts';

/** What the shop knows of somebody whom it may write to; null for one who stands in no customer file. */
export type Contact = CustomerProfile | null;

/** Why this person is not written to, whatever the mail; null when nothing in the person stands against it. Consent that is merely unknown is not among them. */
export function personalReason(
  store: Store,
  customer: CustomerId,
  contact: Contact,
  given: { readonly now: Date; readonly minimumAge: number },
): PersonalReason | null {
  return reasonUnder(consentNow(store, customer, contact), store, customer, contact, given);
}

function reasonUnder(
  consent: ConsentNow,
  store: Store,
  customer: CustomerId,
  contact: Contact,
  given: { readonly now: Date; readonly minimumAge: number },
): PersonalReason | null {
  const recipient = contact?.email ? addressHash(store.keys, contact.email) : null;
  const [cause] = suppressionsOf(store, { customer, recipient });
  if (cause !== undefined) return cause === 'unsubscribed' || cause === 'manual' ? 'suppressed' : cause;
  if (consent.marketing === 'withdrawn') return 'withdrawn';
  if (consent.objected_to_profiling) return 'objected_to_profiling';
  return contact?.birthDate && ageOn(contact.birthDate, given.now) < given.minimumAge ? 'minor' : null;
}

/** Whether somebody may be written to, by file, ledger and suppression list together. */
export function contactPermission(
  store: Store,
  customer: CustomerId,
  contact: Contact,
  given: { readonly now: Date; readonly minimumAge: number },
): ContactPermission {
  const consent = consentNow(store, customer, contact);
  return {
    email: consent.marketing === 'withdrawn' ? 'refused' : consent.marketing,
    locale: contact?.locale ?? null,
    time_zone: contact?.timeZone ?? null,
    barred: reasonUnder(consent, store, customer, contact, given),
  };
}

/** Whole years. A date that is none makes nobody a minor: the file's fault is not the customer's. */
function ageOn(birthDate: string, now: Date): number {
  const born = new Date(birthDate);
  if (Number.isNaN(born.getTime())) return Number.POSITIVE_INFINITY;
  const years = now.getUTCFullYear() - born.getUTCFullYear();
  const birthday = new Date(born);
  birthday.setUTCFullYear(now.getUTCFullYear());
  return now < birthday ? years - 1 : years;
}
