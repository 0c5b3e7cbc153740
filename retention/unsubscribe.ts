import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CustomerId } from '../warehouse/index.ts';
import { addConsent } from './consents.ts';
import type { Keys } from './keys.ts';
import type { Store } from './store.ts';
import { suppress } from './suppressions.ts';

/** The one list that there is; a token for another opens nothing. */
const list = 'marketing';
const form = /^([a-z0-9]{1,16})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/** A link's token: which key signed it, whom it is for (the address's keyed hash), and the signature. It tells nobody who that is, and does not expire. */
export function unsubscribeToken(keys: Keys, recipient: string): string {
  const { id, key } = keys.signing.at(-1)!;
  return `${id}.${recipient}.${sign(key, id, recipient).toString('base64url')}`;
}

/** Whom a token unsubscribes, or null for one that this shop did not sign. Takes the same time for every token of the right form. */
export function readUnsubscribeToken(keys: Keys, token: string): string | null {
  const [, id, recipient, signature] = form.exec(token) ?? [];
  const key = keys.signing.find((known) => known.id === id)?.key;
  if (!key || !recipient || !signature) return null;
  const given = Buffer.from(signature, 'base64url');
  // Of several spellings of the same bytes only one is ours.
  if (given.toString('base64url') !== signature) return null;
  return timingSafeEqual(given, sign(key, id!, recipient)) ? recipient : null;
}

/**
 * Unsubscribes whom the token is for: suppressed at once, and written into the consent ledger of every customer who was written to under that address.
 * Twice has the effect of once. False for a token that is not ours. Call it for a POST alone: programs that scan mails follow every link.
 */
export function unsubscribe(store: Store, token: string, now: Date): boolean {
  const hash = readUnsubscribeToken(store.keys, token);
  if (hash === null) return false;
  const suppression = {
    hash,
    kind: 'address',
    cause: 'unsubscribed',
    time: now.toISOString(),
    source: 'one-click',
  } as const;
  suppress(store, suppression, (isNew) => {
    if (!isNew) return;
    for (const customer_id of customersUnder(store, hash)) {
      addConsent(
        store,
        {
          customer_id,
          channel: 'email',
          purpose: 'marketing',
          state: 'withdrawn',
          time: now.toISOString(),
          source: 'one-click unsubscribe',
          wording: 'List-Unsubscribe=One-Click',
        },
        now,
      );
    }
  });
  return true;
}

/** The customers who were written to, or were to be, under an address. */
export function customersUnder(store: Store, recipient: string): CustomerId[] {
  return store.database
    .prepare('SELECT DISTINCT customer_id FROM outbox JOIN drafts USING (draft_id) WHERE recipient = ?')
    .pluck()
    .all(recipient) as CustomerId[];
}

function sign(key: Uint8Array, id: string, recipient: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['unsubscribe', list, id, recipient]))
    .digest();
}
