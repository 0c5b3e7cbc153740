import type { DuckDBConnection } from '@duckdb/node-api';

const unsubscribesQuery = `
  UPDATE customers SET email_consent = false, consent_time = left_at
  FROM (SELECT customer_id, max(time) AS left_at FROM events WHERE type = 'unsubscribed' GROUP BY customer_id) unsubscribed
  WHERE customers.customer_id = unsubscribed.customer_id AND customers.email_consent IS DISTINCT FROM false
    AND (consent_time IS NULL OR consent_time <= left_at)`;

/** Who unsubscribed and has not agreed after it gets no e-mail, whichever of the two files came first. */
export async function applyUnsubscribes(connection: DuckDBConnection): Promise<void> {
  await connection.run(unsubscribesQuery);
}
