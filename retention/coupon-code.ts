import { randomBytes as systemRandomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so that a code read aloud or retyped cannot be mistaken. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 6;
const groupLength = 5;

/** Cryptographically strong random bytes; passed in by tests. */
export type RandomBytes = (count: number) => Uint8Array;

/** A single-use code of 150 random bits: six groups of five characters. Nobody guesses one. */
export function newCouponCode(randomBytes: RandomBytes = systemRandomBytes): string {
  const characters = Array.from(randomBytes(groups * groupLength), (byte) => alphabet[byte & 31]!);
  return Array.from({ length: groups }, (_, group) =>
    characters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** A short id for a thread and its draft: 80 random bits, 16 characters that can be typed. */
export function newDraftId(randomBytes: RandomBytes = systemRandomBytes): string {
  return Array.from(randomBytes(16), (byte) => alphabet[byte & 31]!.toLowerCase()).join('');
}
