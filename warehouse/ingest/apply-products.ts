import type { DuckDBConnection } from '@duckdb/node-api';

/** A product that the file names twice is what the last of its rows says. An empty cell says nothing: what was known stays. */
const upsertProducts = `
  INSERT INTO products (product_id, title, category, brand, description, price, currency, stock, cost, image_url)
    SELECT product_id, title, category, brand, description, price, currency, stock, cost, image_url
    FROM staged WHERE reason IS NULL
    QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY staged.rowid DESC) = 1
    ORDER BY staged.rowid
  ON CONFLICT DO UPDATE SET
    title = coalesce(excluded.title, title), category = coalesce(excluded.category, category), brand = coalesce(excluded.brand, brand),
    description = coalesce(excluded.description, description),
    price = coalesce(excluded.price, price), price_time = CASE WHEN excluded.price IS NULL THEN price_time END,
    currency = coalesce(excluded.currency, currency), stock = coalesce(excluded.stock, stock), cost = coalesce(excluded.cost, cost),
    image_url = coalesce(excluded.image_url, image_url)`;

/** Puts the staged catalogue into the warehouse and returns how many products it told of. */
export async function applyProducts(connection: DuckDBConnection): Promise<number> {
  return (await connection.run(upsertProducts)).rowsChanged;
}
