import type { Bindings } from './bindings.ts';

/** Every id that is an e-mail address holds an @; what else looks like one (two @, no domain) is personal all the same. */
const phone = String.raw`^(\+|00|\()[0-9 ()./-]{7,24}$|^0[1-9][0-9]{0,4}[ /-][0-9 -]{4,12}$|^0[1-9][0-9]{8,9}$|^1[3-9][0-9]{9}$`;

/** `email`, `phone`, or NULL for an id that says nothing about a person. Plain numbers are ids, but for mobile numbers as China writes them. */
export function personalKind(id: string): string {
  return `CASE WHEN contains(${id}, '@') THEN 'email'
               WHEN ${id} < ':' AND strlen(${id}) BETWEEN 8 AND 26 AND regexp_matches(${id}, '${phone}') THEN 'phone' END`;
}

/** The one way in which an address is written, so that the same person is known again. */
export function plainEmail(text: string): string {
  return `lower(trim(${text}))`;
}

/** Digits with a + before a country's code. */
export function plainPhone(text: string): string {
  return `regexp_replace(regexp_replace(${text}, '[^0-9+]', '', 'g'), '^00', '+')`;
}

/** The pseudonym of a personal id: a hash that only the holder of the key can make (nested, as in NMAC; Bellare et al. 1996). */
export function pseudonym(identity: string, key: string, bindings: Bindings): string {
  const secret = `${bindings.bind(key)}::VARCHAR`;
  return `'p' || sha256(${secret} || sha256(${secret} || ${identity}))[:24]`;
}

/** Spreadsheets and data frames turn 17850 into 17850.0. */
export function withoutDecimalZero(id: string): string {
  return `CASE WHEN ends_with(${id}, '.0') AND regexp_matches(${id}, '^[0-9]+[.]0$') THEN ${id}[:-3] ELSE ${id} END`;
}
