import { timestampFromDate } from '../time.ts';
import type { Bindings } from './bindings.ts';
import { cell, spooledRows, wholeRow } from './cells.ts';
import { withCustomerIds } from './customer-ids.ts';
import { plainEmail, plainPhone } from './personal-ids.ts';
import type { Spool } from './spool.ts';
import type { Judgement } from './stage.ts';
import { longestId } from './stage-events.ts';
import { momentFault, shown, timestamp } from './timestamps.ts';

const yes = `('true', 't', 'yes', 'y', '1', 'on', 'subscribed', 'opted_in')`;
const no = `('false', 'f', 'no', 'n', '0', 'off', 'unsubscribed', 'opted_out')`;

/** Zones as ICU knows them, but for one that is a placeholder and that JavaScript does not take. */
const knownZones = `SELECT name FROM pg_timezone_names() WHERE name <> 'Factory'`;

/** The rows of a customer file, for `staged`. */
export function stageCustomers(spool: Spool, { latest, customerKey }: Judgement, bindings: Bindings): string {
  const { origins, mapping } = spool.plan;
  const text = (field: string) => cell(origins[field], spool, bindings);
  const cells = `
    SELECT *, ${text('customer_id')} AS customer_text, ${text('email')} AS email_text, ${text('phone')} AS phone_text,
           ${text('first_name')} AS first_name, ${text('last_name')} AS last_name, replace(${text('locale')}, '_', '-') AS locale,
           ${text('time_zone')} AS zone_text, lower(${text('email_consent')}) AS consent_text,
           ${text('consent_time')} AS consent_time_text, ${text('birth_date')} AS birth_text
    FROM (SELECT *, row_number() OVER () AS record FROM ${spooledRows(spool, bindings)})`;
  // The join with the zones may take the rows out of their order; the last line brings them back into it.
  const parsed = `
    SELECT *, ${plainEmail('email_text')} AS email, ${plainPhone('phone_text')} AS phone,
           CASE WHEN consent_text IN ${yes} THEN true WHEN consent_text IN ${no} THEN false END AS email_consent,
           ${timestamp('consent_time_text', mapping, bindings)} AS consent_time,
           try_cast(birth_text AS DATE) AS birth_date, zones.name AS time_zone
    FROM (${withCustomerIds(cells, customerKey, bindings)}) LEFT JOIN (${knownZones}) zones ON lower(zones.name) = lower(zone_text)`;
  const latestMoment = bindings.bind(timestampFromDate(latest));
  const reason = `CASE
    WHEN customer_text IS NULL THEN 'no customer'
    WHEN strlen(customer_text) > ${longestId} THEN 'id too long'
    WHEN email_text IS NOT NULL AND NOT regexp_matches(email, '^[^@ ]+@[^@ ]+[.][^@ .]+$') THEN 'unreadable e-mail address' || ${shown('email_text')}
    WHEN phone_text IS NOT NULL AND strlen(phone) NOT BETWEEN 5 AND 20 THEN 'unreadable phone number' || ${shown('phone_text')}
    WHEN locale IS NOT NULL AND NOT regexp_matches(locale, '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$') THEN 'unknown locale' || ${shown('locale')}
    WHEN zone_text IS NOT NULL AND time_zone IS NULL THEN 'unknown time zone' || ${shown('zone_text')}
    WHEN consent_text IS NOT NULL AND email_consent IS NULL THEN 'unreadable consent' || ${shown('consent_text')}
    WHEN birth_text IS NOT NULL AND NOT coalesce(birth_date BETWEEN DATE '1900-01-01' AND ${latestMoment}::DATE, false)
      THEN 'unreadable date of birth' || ${shown('birth_text')}
    WHEN consent_time_text IS NOT NULL THEN ${momentFault('consent_time_text', 'consent_time', latestMoment)}
    END`;
  return `
    SELECT reason, CASE WHEN reason IS NOT NULL THEN ${wholeRow(spool)} END AS whole,
           customer_id, identity_kind, identity_value, email, phone, first_name, last_name, locale, time_zone,
           email_consent, consent_time, CASE WHEN birth_date IS NOT NULL THEN json_object('birth_date', birth_date) END AS traits
    FROM (SELECT *, ${reason} AS reason FROM (${parsed})) ORDER BY record`;
}
