import type { DuckDBConnection } from '@duckdb/node-api';
import { UserError } from '../config/index.ts';

/** The warehouse's schema, one step an entry. A step that has been released is never changed; a new one is added. */
const steps = [
  `CREATE TABLE events (
     event_id VARCHAR NOT NULL,
     customer_id VARCHAR NOT NULL,
     time TIMESTAMP NOT NULL,             -- UTC
     type VARCHAR NOT NULL,
     channel VARCHAR NOT NULL,
     order_id VARCHAR,
     product_id VARCHAR,                  -- empty for charges (postage, fees) and for events without a product
     quantity DECIMAL(18,4),
     unit_price DECIMAL(18,4),            -- in the currency's main unit
     currency VARCHAR,
     properties JSON
   );
   -- An order line is one that somebody paid for. A shop whose files hold no price at all still has orders.
   CREATE VIEW order_lines AS
     SELECT event_id, customer_id, time, channel, order_id, product_id,
            quantity::DOUBLE AS quantity, unit_price::DOUBLE AS unit_price, (quantity * unit_price)::DOUBLE AS value
     FROM events
     WHERE type = 'order_completed' AND quantity > 0
       AND (unit_price > 0 OR NOT EXISTS (SELECT 1 FROM events WHERE unit_price > 0));
   CREATE TABLE products (
     product_id VARCHAR NOT NULL PRIMARY KEY,
     title VARCHAR, category VARCHAR, brand VARCHAR, description VARCHAR,
     price DECIMAL(18,4),                 -- what one costs today; from the latest order line when no catalogue gives it
     currency VARCHAR,
     stock BIGINT,                        -- empty: not known, treated as available
     cost DECIMAL(18,4),                  -- what one costs the shop; empty: not known
     image_url VARCHAR
   );
   CREATE TABLE reviews (
     review_id VARCHAR NOT NULL,          -- the event's id
     customer_id VARCHAR NOT NULL, product_id VARCHAR, time TIMESTAMP NOT NULL,
     rating DOUBLE, title VARCHAR, text VARCHAR
   );
   CREATE TABLE customers (
     customer_id VARCHAR NOT NULL PRIMARY KEY,
     first_name VARCHAR, last_name VARCHAR, locale VARCHAR, time_zone VARCHAR,
     email_consent BOOLEAN,               -- empty: never asked, treated as no
     consent_time TIMESTAMP,
     traits JSON
   );
   CREATE TABLE identities (
     kind VARCHAR NOT NULL,               -- email, phone, device, loyalty_card, shop_id
     value VARCHAR NOT NULL,
     customer_id VARCHAR NOT NULL,
     PRIMARY KEY (kind, value)
   );
   CREATE TABLE ingests (
     digest VARCHAR NOT NULL,             -- SHA-256 of the file as it lay there, and of the mapping that read it
     source VARCHAR NOT NULL, finished TIMESTAMP NOT NULL,
     read BIGINT NOT NULL, accepted BIGINT NOT NULL, duplicates BIGINT NOT NULL, rejected BIGINT NOT NULL
   );
   CREATE TABLE scores (
     customer_id VARCHAR NOT NULL PRIMARY KEY,
     as_of TIMESTAMP NOT NULL,
     model_version VARCHAR NOT NULL,
     churn_probability DOUBLE NOT NULL,   -- no order in the next horizon days
     expected_spend DOUBLE NOT NULL,      -- in the horizon, in the shop's currency
     historic_clv DOUBLE NOT NULL,
     historic_number_of_orders BIGINT NOT NULL,
     average_order_value DOUBLE NOT NULL,
     average_days_between_orders DOUBLE,  -- empty for customers with one order
     days_since_last_order DOUBLE NOT NULL,
     last_order_time TIMESTAMP NOT NULL
   );
   CREATE TABLE trainings (
     name VARCHAR NOT NULL PRIMARY KEY, version VARCHAR NOT NULL,
     basis VARCHAR NOT NULL               -- the data and settings that the model came from
   );`,
  `-- Foretold for the next 365 days, in the shop's currency; the date is empty when no order is as likely as not within them.
   ALTER TABLE scores ADD COLUMN predicted_clv DOUBLE;
   ALTER TABLE scores ADD COLUMN predicted_number_of_orders DOUBLE;
   ALTER TABLE scores ADD COLUMN expected_date_of_next_order TIMESTAMP`,
  `-- When the order line was that gave the price; empty when a catalogue gave it.
   ALTER TABLE products ADD COLUMN price_time TIMESTAMP`,
  `-- Why the churn probability and the expected spend are what they are; empty for customers that were not explained.
   ALTER TABLE scores ADD COLUMN reasons JSON;
   ALTER TABLE scores ADD COLUMN value_reasons JSON`,
  `-- How each review and message to support sounds, by the sentiment model that was trained last.
   CREATE TABLE feelings (
     customer_id VARCHAR NOT NULL, time TIMESTAMP NOT NULL,
     feeling DOUBLE NOT NULL              -- from −1 (negative) to 1 (positive)
   )`,
  `-- Bounds that hold the truth with a chance of 80 %. A next order that may never come has no last moment.
   DELETE FROM scores;
   ALTER TABLE scores ADD COLUMN horizon_days DOUBLE;
   ALTER TABLE scores ADD COLUMN predicted_clv_low DOUBLE;
   ALTER TABLE scores ADD COLUMN predicted_clv_high DOUBLE;
   ALTER TABLE scores ADD COLUMN expected_date_of_next_order_from TIMESTAMP;
   ALTER TABLE scores ADD COLUMN expected_date_of_next_order_until TIMESTAMP`,
  `-- Scores are replaced all at once, and a primary key makes that slow: deleting a million took most of a minute.
   ALTER TABLE scores RENAME TO scores_with_key;
   CREATE TABLE scores (
     customer_id VARCHAR NOT NULL, as_of TIMESTAMP NOT NULL, model_version VARCHAR NOT NULL,
     churn_probability DOUBLE NOT NULL, expected_spend DOUBLE NOT NULL, historic_clv DOUBLE NOT NULL,
     historic_number_of_orders BIGINT NOT NULL, average_order_value DOUBLE NOT NULL,
     average_days_between_orders DOUBLE, days_since_last_order DOUBLE NOT NULL, last_order_time TIMESTAMP NOT NULL,
     predicted_clv DOUBLE, predicted_number_of_orders DOUBLE, expected_date_of_next_order TIMESTAMP,
     reasons JSON, value_reasons JSON, horizon_days DOUBLE, predicted_clv_low DOUBLE, predicted_clv_high DOUBLE,
     expected_date_of_next_order_from TIMESTAMP, expected_date_of_next_order_until TIMESTAMP
   );
   INSERT INTO scores BY NAME SELECT * FROM scores_with_key;
   DROP TABLE scores_with_key`,
];

/** Brings the schema up to date, each step in a transaction of its own. A warehouse written by a newer Holdfast is refused. */
export async function migrate(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const reader = await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM schema_version');
  const version = Number(reader.value(0, 0));
  if (version > steps.length) {
    throw new UserError(
      `the warehouse has schema version ${version}, and this Holdfast knows ${steps.length}: use a newer Holdfast, or another data_dir`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await connection.run(`BEGIN; ${step}; INSERT INTO schema_version VALUES (${index + 1}); COMMIT`);
  }
}
