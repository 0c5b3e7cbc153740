/**
 * Why somebody is not written to, the gravest first, and what follows for a draft that was approved: `never` (it fails), `held` (a person can mend it), `later` (it waits).
 * Asked when a decision is made, when a draft is approved, when a sender claims it, and once more when the mail server waits for the first byte.
 */
export const contactReasons = {
  erased: 'never',
  complained: 'never',
  bounced: 'never',
  suppressed: 'never',
  withdrawn: 'never',
  objected_to_profiling: 'never',
  minor: 'never',
  wrong_locale: 'never',
  no_consent: 'held',
  no_postal_address: 'held',
  no_unsubscribe: 'held',
  no_sender_domain: 'held',
  test_mode: 'held',
  frequency_cap: 'later',
  quiet_hours: 'later',
} as const;

export type ContactReason = keyof typeof contactReasons;

/** The reasons that lie in the person, and that a decision asks for too. */
export type PersonalReason =
  | 'erased'
  | 'complained'
  | 'bounced'
  | 'suppressed'
  | 'withdrawn'
  | 'objected_to_profiling'
  | 'minor';

/** The reason as a person at the shop reads it. */
export function describeContactReason(reason: ContactReason): string {
  return words[reason];
}

const anew = '“holdfast drafts edit ID” makes it anew, and approve that';

/** Why a mail is held that was made before its customer was known: what it is made for is a part of what is approved. */
export const madeForNobody = `no address and no consent was known when the mail was made: ${anew}`;

const words: Readonly<Record<ContactReason, string>> = {
  erased: 'the customer was erased',
  complained: 'the customer reported an earlier mail as spam',
  bounced: 'an earlier mail came back: there is no such address',
  suppressed: 'the address is on the suppression list',
  withdrawn: 'the customer has refused e-mail',
  objected_to_profiling: 'the customer objected to being profiled',
  minor: 'the customer is known to be younger than the policy allows',
  wrong_locale: "the customer's language is not the draft's any more",
  no_consent:
    "the customer's consent to e-mail is not known: read a file of customers with customer_id, email and email_consent",
  no_postal_address: `the mail gives no postal address: set delivery.postal_address, then ${anew}`,
  no_unsubscribe: `the mail cannot be unsubscribed from: set delivery.unsubscribe_url, then ${anew}`,
  no_sender_domain: `the mail has no sender: set delivery.from, then ${anew}`,
  test_mode: 'delivery.mode is test',
  frequency_cap: 'the customer has had as many mails as the policy allows for now',
  quiet_hours: 'it is quiet hours where the customer is',
};
