import type { Bindings } from './bindings.ts';
import { personalKind, plainEmail, plainPhone, pseudonym, withoutDecimalZero } from './personal-ids.ts';

/**
 * Adds to the rows of `source`, which have the text `customer_text`: the pseudonymous `customer_id`, and for an id that is itself
 * personal what it is (`identity_kind`, `identity_value`).
 */
export function withCustomerIds(source: string, key: string, bindings: Bindings): string {
  return `SELECT *, CASE WHEN identity_kind IS NULL THEN ${withoutDecimalZero('customer_text')}
                         ELSE ${pseudonym('identity_value', key, bindings)} END AS customer_id
    FROM (SELECT *, CASE identity_kind WHEN 'email' THEN ${plainEmail('customer_text')}
                                       WHEN 'phone' THEN ${plainPhone('customer_text')} END AS identity_value
          FROM (SELECT *, ${personalKind('customer_text')} AS identity_kind FROM (${source})))`;
}
