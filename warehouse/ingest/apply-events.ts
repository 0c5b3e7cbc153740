import type { DuckDBConnection } from '@duckdb/node-api';
import { applyUnsubscribes } from './consent.ts';
import { learnProducts } from './learn-products.ts';

const countTwins = `
  CREATE TEMP TABLE twins AS SELECT event_id FROM staged WHERE reason IS NULL GROUP BY event_id HAVING count(*) > 1`;

/**
 * Of the rows that look alike, which are copies. An order may hold the same line twice, and then its lines stand together: within one
 * run of the order's rows each counts, under a number of its own (`ordinal`). The same line in a later run, or in another file, is a copy of it.
 * Windows without an order of their own go through the table in its order, which is the file's, as it streams by.
 */
const tellTwinsApart = `
  CREATE TEMP TABLE told_apart AS
    WITH marked AS (
      SELECT rowid AS record, event_id, may_repeat, order_id IS DISTINCT FROM lag(order_id) OVER () AS starts_run FROM staged),
    runs AS (
      SELECT record, event_id, may_repeat, count(*) FILTER (WHERE starts_run) OVER (ROWS UNBOUNDED PRECEDING) AS run FROM marked),
    numbered AS (
      SELECT record, event_id,
             CASE WHEN may_repeat THEN row_number() OVER (PARTITION BY event_id, run ORDER BY record) - 1 ELSE 0 END AS ordinal
      FROM runs SEMI JOIN twins USING (event_id))
    SELECT record, ordinal, row_number() OVER (PARTITION BY event_id, ordinal ORDER BY record) > 1 AS is_copy FROM numbered`;

/** The staged rows that are not in the warehouse yet, with the id that each will have. */
const freshRows = `
  (SELECT staged.* REPLACE (CASE WHEN ordinal > 0 THEN staged.event_id || '-' || ordinal ELSE staged.event_id END AS event_id)
   FROM staged LEFT JOIN told_apart ON told_apart.record = staged.rowid
   WHERE reason IS NULL AND NOT coalesce(is_copy, false)) candidates
  ANTI JOIN events USING (event_id)`;

/** Messages to support are words, but no reviews. */
const insertReviews = `
  INSERT INTO reviews
    SELECT event_id, customer_id, product_id, time, rating, heading, text FROM ${freshRows}
    WHERE type <> 'support_message' AND (rating IS NOT NULL OR text IS NOT NULL OR (type = 'review_posted' AND heading IS NOT NULL))`;

/** json_merge_patch leaves out what is NULL. */
const insertEvents = `
  INSERT INTO events
    SELECT event_id, customer_id, time, type, channel, order_id, product_id, quantity, unit_price, currency,
           CASE WHEN coalesce(charge, heading, text) IS NULL AND rating IS NULL THEN NULL
                ELSE json_merge_patch('{}', json_object('charge', charge, 'rating', rating, 'title', heading, 'text', text)) END
    FROM ${freshRows}`;

const insertIdentities = `
  INSERT INTO identities
    SELECT DISTINCT identity_kind, identity_value, customer_id FROM staged
    WHERE reason IS NULL AND identity_kind IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.customer_id = staged.customer_id AND i.kind = identity_kind)
  ON CONFLICT DO NOTHING`;

/** Puts the staged events that are new into the warehouse and returns how many they were. */
export async function applyEvents(connection: DuckDBConnection): Promise<number> {
  await connection.run(countTwins);
  await connection.run(tellTwinsApart);
  await connection.run(insertReviews);
  const inserted = await connection.run(insertEvents);
  await connection.run(insertIdentities);
  await learnProducts(connection);
  await applyUnsubscribes(connection);
  return inserted.rowsChanged;
}
