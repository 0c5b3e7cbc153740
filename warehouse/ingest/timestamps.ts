import type { Bindings } from './bindings.ts';
import type { Mapping } from './mapping.ts';

/** SQL for the moment that `text` names, as a UTC TIMESTAMP; NULL when it cannot be read in the mapping's format. */
export function timestamp(text: string, mapping: Mapping, bindings: Bindings): string {
  switch (mapping.timestamp_format) {
    case 'unix_seconds':
      return fromUnix(text, 1_000_000);
    case 'unix_milliseconds':
      return fromUnix(text, 1000);
    case 'iso':
      return fromIso(text, mapping, bindings);
    default: {
      const read = `try_strptime(${text}, ${bindings.bind(mapping.timestamp_format)})`;
      // With an offset in it the format gives a TIMESTAMPTZ, and the session stands in UTC.
      return /%z/i.test(mapping.timestamp_format) ? `${read}::TIMESTAMP` : toUtc(read, mapping, bindings);
    }
  }
}

function fromUnix(text: string, microseconds: number): string {
  const number = `try_cast(${text} AS DOUBLE)`;
  // Year 1 to 9999: beyond it the product leaves BIGINT. What is too early or too late is told apart later.
  return `CASE WHEN abs(${number}) < ${253_402_300_800_000_000 / microseconds} THEN make_timestamp(round(${number} * ${microseconds})::BIGINT) END`;
}

/**
 * ISO 8601 and its everyday relatives: a date; a date and a time with T or a blank between; seconds with or without decimals;
 * Z, UTC, +01:00, +0100 or +01 after it, with or without a blank. A cast to TIMESTAMP ignores the offset, so that the two are told apart first.
 */
function fromIso(text: string, mapping: Mapping, bindings: Bindings): string {
  const offset = String.raw`:\d\d([.]\d+)?\s*(Z|z|UTC|GMT|[+-]\d\d(:?\d\d)?)$`;
  const spelledOut = String.raw`regexp_replace(regexp_replace(${text}, '\s*(Z|z|UTC|GMT)$', '+00:00'), '\s*([+-]\d\d):?(\d\d)?$', '\1:\2')`;
  const withOffset = `try_cast(regexp_replace(${spelledOut}, ':$', ':00') AS TIMESTAMPTZ)::TIMESTAMP`;
  const naive = toUtc(`try_cast(${text} AS TIMESTAMP)`, mapping, bindings);
  // The first branch is the usual one (2011-12-09 12:50:00, 2011-12-09) without a regular expression; the words
  // “infinity” and “epoch”, which the cast would take, begin with no digit.
  return `CASE WHEN NOT ${text} BETWEEN '0' AND ':' THEN NULL
               WHEN strlen(${text}) = 10 OR (strlen(${text}) = 19 AND ${text}[17] = ':') THEN ${naive}
               WHEN regexp_matches(${text}, '${offset}') THEN ${withOffset}
               ELSE ${naive} END`;
}

/** A clock's reading in the mapping's zone as UTC. Far years keep their reading: zones are not defined for them, and they are rejected anyway. */
function toUtc(reading: string, mapping: Mapping, bindings: Bindings): string {
  if (mapping.time_zone === 'UTC') return reading;
  return `CASE WHEN ${reading} BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2300-01-01'
               THEN timezone(${bindings.bind(mapping.time_zone)}, ${reading})::TIMESTAMP ELSE ${reading} END`;
}

/** Why a moment is refused, or NULL. */
export function momentFault(text: string, moment: string, latest: string): string {
  return `CASE WHEN ${moment} IS NULL THEN 'unreadable timestamp' || ${shown(text)}
               WHEN ${moment} < TIMESTAMP '1970-01-01' THEN 'timestamp before 1970' || ${shown(text)}
               WHEN ${moment} > ${latest} THEN 'timestamp in the future' || ${shown(text)} END`;
}

/** `: "value"`, cut where it is long. */
export function shown(text: string): string {
  return `': "' || CASE WHEN length(${text}) > 80 THEN ${text}[:80] || '…' ELSE ${text} END || '"'`;
}
