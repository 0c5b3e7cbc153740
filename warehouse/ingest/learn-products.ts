import type { DuckDBConnection } from '@duckdb/node-api';
import { withoutBlanks } from './cells.ts';

/** What the events say of products, once each: names, prices of order lines, and when they were said last. */
const gatherSaid = `
  CREATE TEMP TABLE said AS SELECT * REPLACE (${['title', 'category', 'brand'].map((name) => `${withoutBlanks(name)} AS ${name}`).join(', ')}) FROM (
    SELECT product_id, product_title AS title, category, brand,
           CASE WHEN type = 'order_completed' AND unit_price > 0 THEN unit_price END AS price,
           CASE WHEN type = 'order_completed' AND unit_price > 0 THEN currency END AS currency,
           max(time) AS latest, count(*) AS times
    FROM staged WHERE reason IS NULL AND product_id IS NOT NULL
    GROUP BY ALL)`;

/** Of each product what was said last in these columns; at the same moment, what was said more often. The first column is never empty. */
const latestOf = (columns: string) => `
  SELECT product_id, ${columns}, latest
  FROM (SELECT product_id, ${columns}, max(latest) AS latest, sum(times) AS times
        FROM said WHERE (${columns.split(',')[0]}) IS NOT NULL GROUP BY ALL)
  QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY latest DESC, times DESC, ${columns}) = 1`;

const insertUnknown = `
  INSERT INTO products (product_id)
    SELECT DISTINCT product_id FROM said WHERE product_id NOT IN (SELECT product_id FROM products) ORDER BY product_id`;

const fillWords = (column: string) => `
  UPDATE products SET ${column} = spoken.${column} FROM (${latestOf(column)}) spoken
  WHERE products.product_id = spoken.product_id AND products.${column} IS NULL`;

/** A price that no catalogue gave follows the latest order line. */
const followPrices = `
  UPDATE products SET price = paid.price, currency = paid.currency, price_time = paid.latest
  FROM (${latestOf('price, currency')}) paid
  WHERE products.product_id = paid.product_id AND (products.price IS NULL OR products.price_time < paid.latest)`;

export async function learnProducts(connection: DuckDBConnection): Promise<void> {
  await connection.run(gatherSaid);
  await connection.run(insertUnknown);
  for (const column of ['title', 'category', 'brand']) await connection.run(fillWords(column));
  await connection.run(followPrices);
}
