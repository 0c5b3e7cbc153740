import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { CustomerId } from '../warehouse/index.ts';
import type { Keys } from './keys.ts';

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const longestLocalPart = 64;
const longest = 254;

/** The one address in a text, its domain in ASCII and lower case; null for anything else: two addresses, a name beside it, a line break, a comment, a quoted or non-ASCII local part. */
export function plainAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const host = domainToASCII(text.slice(at + 1)).toLowerCase();
  if (at < 1 || local.length > longestLocalPart || !localPart.test(local) || !domain.test(host)) return null;
  // The runtime is lenient about what it turns into a domain; what it changed beyond letters was no domain.
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) return null;
  const address = `${local}@${host}`;
  return address.length <= longest ? address : null;
}

/** What stands for an address in the suppression list, in drafts and in links: nobody can turn it back without the key. Capitals make no difference. */
export function addressHash(keys: Keys, address: string): string {
  return keyedHash(keys, 'address', address.trim().toLowerCase());
}

/** What stands for a customer where their id may not. */
export function customerHash(keys: Keys, customer: CustomerId): string {
  return keyedHash(keys, 'customer', customer);
}

function keyedHash(keys: Keys, kind: string, value: string): string {
  return createHmac('sha256', keys.hashing)
    .update(JSON.stringify([kind, value]))
    .digest('base64url');
}
