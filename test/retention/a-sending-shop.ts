import { Config } from '../../config/index.ts';
import type { Contact } from '../../retention/personal-reason.ts';
import type { CustomerId } from '../../warehouse/event.ts';

export const noon = new Date('2026-03-02T12:00:00Z');

/** Settings of a shop that may send, without quiet hours and caps. */
export const settings = Config.parse({
  shop: { name: 'Elm & Sons', url: 'https://elm.example/' },
  policy: { quiet_hours: { from: '00:00', to: '00:00' }, frequency: [], budget: 1_000_000, holdout_share: 0 },
  delivery: {
    mode: 'live',
    from: { name: 'Elm & Sons', address: 'hello@elm.example' },
    reply_to: 'care@elm.example',
    postal_address: 'Elm & Sons, 1 High Street, Exampleton',
    unsubscribe_url: 'https://elm.example/unsubscribe/',
    unsubscribe_email: 'unsubscribe@elm.example',
  },
});

export const customer = (index: number) => `c${index}` as CustomerId;

/** Everybody stands in the customer file, with consent, under an address of their own. */
export function contactOf(id: CustomerId, given: Partial<NonNullable<Contact>> = {}): NonNullable<Contact> {
  return {
    customerId: id,
    firstName: 'Ann',
    lastName: 'Lee',
    email: `${id}@customer.example`,
    locale: 'en-GB',
    timeZone: 'Europe/London',
    emailConsent: true,
    consentTime: '2025-01-01T00:00:00.000Z',
    birthDate: null,
    ...given,
  };
}
