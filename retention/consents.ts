import type { CustomerId } from '../warehouse/index.ts';
import { customerHash } from './addresses.ts';
import { audit } from './audit.ts';
import type { Store } from './store.ts';

export type Purpose = 'marketing' | 'profiling';

/** One line of the ledger: what the customer agreed to or took back, when, where they did, and what they were told. */
export interface Consent {
  readonly customer_id: CustomerId;
  readonly channel: 'email';
  readonly purpose: Purpose;
  readonly state: 'given' | 'withdrawn';
  /** When the customer did it, RFC 3339. */
  readonly time: string;
  readonly source: string;
  readonly wording: string;
}

/** What counts now, and which line or file says so. */
export interface ConsentNow {
  readonly marketing: 'given' | 'withdrawn' | 'unknown';
  readonly objected_to_profiling: boolean;
  /** Changes whenever what counts does; an approval is bound to it. */
  readonly version: string;
}

/** What the shop's customer file says. */
export interface ConsentOnFile {
  readonly emailConsent: boolean | null;
  readonly consentTime: string | null;
}

const insert = `
  INSERT INTO consents (customer_id, channel, purpose, state, time, source, wording)
  VALUES (@customer_id, @channel, @purpose, @state, @time, @source, @wording)`;
/** The latest by the customer's own time; lines may come in late. Of two at the same moment the withdrawal counts. */
const latest = `
  SELECT consent_id, state, time FROM consents WHERE customer_id = ? AND channel = 'email' AND purpose = ?
  ORDER BY time DESC, state DESC, consent_id DESC LIMIT 1`;

/** Adds a line to the ledger. */
export function recordConsent(store: Store, consent: Consent, now: Date): void {
  store.write(() => addConsent(store, consent, now));
}

/** The same within a transaction that is already open. */
export function addConsent(store: Store, consent: Consent, now: Date): void {
  // One form of time, so that lines sort as they happened.
  store.database.prepare(insert).run({ ...consent, time: new Date(consent.time).toISOString() });
  audit(store, {
    time: now.toISOString(),
    actor: consent.source,
    action: `consent ${consent.state}`,
    subject: customerHash(store.keys, consent.customer_id),
    details: { channel: consent.channel, purpose: consent.purpose },
  });
}

/** The version of a consent that no file and no ledger tells. */
export const nothingOnConsent = 'none';

/**
 * What counts for a customer: the later of the ledger's latest line and the customer file. A file that does not say when consent was given
 * never outweighs a withdrawal in the ledger.
 */
export function consentNow(store: Store, customer: CustomerId, file: ConsentOnFile | null): ConsentNow {
  const line = (purpose: Purpose) =>
    store.database.prepare(latest).get(customer, purpose) as
      | { consent_id: number; state: Consent['state']; time: string }
      | undefined;
  const ledger = line('marketing');
  const profiling = line('profiling');
  const filed = file?.emailConsent ?? null;
  const fileIsNewer = filed !== null && (!ledger || (file!.consentTime !== null && file!.consentTime > ledger.time));
  const objected_to_profiling = profiling?.state === 'withdrawn';
  const suffix = profiling ? ` profiling ${profiling.consent_id}` : '';
  if (fileIsNewer) {
    return {
      marketing: filed ? 'given' : 'withdrawn',
      objected_to_profiling,
      version: `file ${filed} ${file!.consentTime ?? ''}${suffix}`,
    };
  }
  return {
    marketing: ledger?.state ?? 'unknown',
    objected_to_profiling,
    version: ledger ? `ledger ${ledger.consent_id}${suffix}` : `${nothingOnConsent}${suffix}`,
  };
}

/** The whole history of a customer, oldest first. */
export function readConsents(store: Store, customer: CustomerId): (Consent & { readonly consent_id: number })[] {
  return store.database
    .prepare('SELECT * FROM consents WHERE customer_id = ? ORDER BY consent_id')
    .all(customer) as (Consent & { consent_id: number })[];
}
