import type { CustomerId } from './event.ts';
import type { Warehouse } from './open.ts';

/** What is known of a customer as a person. Only delivery and previews may read it; models and prompts never do. */
export interface CustomerProfile {
  readonly customerId: CustomerId;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  /** null: never asked, treated as no. */
  readonly emailConsent: boolean | null;
  /** When that was said, RFC 3339; null when the file does not tell. */
  readonly consentTime: string | null;
  /** `2001-05-17`, from the trait of that name; null when the file does not tell. */
  readonly birthDate: string | null;
}

const profilesQuery = `
  SELECT customer_id AS "customerId", first_name AS "firstName", last_name AS "lastName",
         (SELECT min(value) FROM identities i WHERE i.customer_id = c.customer_id AND kind = 'email') AS email,
         locale, time_zone AS "timeZone", email_consent AS "emailConsent",
         strftime(consent_time, '%Y-%m-%dT%H:%M:%S.%gZ') AS "consentTime", traits->>'birth_date' AS "birthDate"
  FROM customers c ORDER BY customer_id`;

/** Everybody in the shop's customer file, by customer id. Customers who only stand in an order file are not here. */
export async function readProfiles(warehouse: Warehouse): Promise<Map<CustomerId, CustomerProfile>> {
  const reader = await warehouse.connection.runAndReadAll(profilesQuery);
  const rows = reader.getRowObjects() as unknown as CustomerProfile[];
  return new Map(rows.map((row) => [row.customerId, row]));
}
