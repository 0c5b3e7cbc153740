import type { DuckDBConnection } from '@duckdb/node-api';
import { applyUnsubscribes } from './consent.ts';

/** A customer whom the file names twice is as the last row says. */
const keepLast = `
  CREATE TEMP TABLE told AS
    SELECT * EXCLUDE (reason, whole) FROM staged WHERE reason IS NULL
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY staged.rowid DESC) = 1
    ORDER BY staged.rowid`;

/** Whether the new word on consent outweighs the old: it is the only one, or has the later time. */
const newer = `excluded.email_consent IS NOT NULL AND (customers.email_consent IS NULL
  OR (excluded.consent_time IS NOT NULL AND (customers.consent_time IS NULL OR excluded.consent_time > customers.consent_time)))`;

/** Where nothing tells which word is the later one, no weighs more than yes. An empty cell says nothing: what was known stays. */
const upsertCustomers = `
  INSERT INTO customers (customer_id, first_name, last_name, locale, time_zone, email_consent, consent_time, traits)
    SELECT customer_id, first_name, last_name, locale, time_zone, email_consent, consent_time, traits FROM told
  ON CONFLICT DO UPDATE SET
    first_name = coalesce(excluded.first_name, first_name), last_name = coalesce(excluded.last_name, last_name),
    locale = coalesce(excluded.locale, locale), time_zone = coalesce(excluded.time_zone, time_zone),
    traits = CASE WHEN excluded.traits IS NULL THEN customers.traits
                  ELSE json_merge_patch(coalesce(customers.traits, '{}'), excluded.traits) END,
    consent_time = CASE WHEN (${newer}) OR (NOT excluded.email_consent AND customers.email_consent)
                        THEN excluded.consent_time ELSE customers.consent_time END,
    email_consent = CASE WHEN ${newer} THEN excluded.email_consent
                         WHEN NOT excluded.email_consent THEN false ELSE customers.email_consent END`;

/** The addresses that the file gives; without one, an id that is an address itself. */
const gatherAddresses = `
  CREATE TEMP TABLE addresses AS
    SELECT unnest(['email', 'phone']) AS kind,
           unnest([coalesce(email, CASE identity_kind WHEN 'email' THEN identity_value END),
                   coalesce(phone, CASE identity_kind WHEN 'phone' THEN identity_value END)]) AS value, customer_id
    FROM told`;

/** A customer has one address of a kind: a new one takes the old one's place. */
const dropOldAddresses = `
  DELETE FROM identities USING addresses
  WHERE identities.customer_id = addresses.customer_id AND identities.kind = addresses.kind AND identities.value <> addresses.value`;

/** An address belongs to whom it was told of first; it does not pass to another customer who gives it too. */
const insertAddresses = `
  INSERT INTO identities SELECT kind, value, customer_id FROM addresses WHERE value IS NOT NULL ON CONFLICT DO NOTHING`;

/** Puts the staged customers into the warehouse and returns how many they were. */
export async function applyCustomers(connection: DuckDBConnection): Promise<number> {
  await connection.run(keepLast);
  const upserted = await connection.run(upsertCustomers);
  for (const step of [gatherAddresses, dropOldAddresses, insertAddresses]) await connection.run(step);
  await applyUnsubscribes(connection);
  return upserted.rowsChanged;
}
