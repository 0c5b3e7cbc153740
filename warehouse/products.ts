import type { ProductId } from './event.ts';
import type { Warehouse } from './open.ts';

export interface Product {
  readonly productId: ProductId;
  readonly title: string | null;
  readonly category: string | null;
  readonly brand: string | null;
  readonly description: string | null;
  /** In the currency's main unit; null when no file told. */
  readonly price: number | null;
  /** null: not known, treated as available. */
  readonly stock: number | null;
  readonly cost: number | null;
  readonly imageUrl: string | null;
}

const productsQuery = `
  SELECT product_id AS "productId", title, category, brand, description, price::DOUBLE AS price,
         stock::DOUBLE AS stock, cost::DOUBLE AS cost, image_url AS "imageUrl"
  FROM products ORDER BY product_id`;

/** The whole catalogue, by product id. */
export async function readProducts(warehouse: Warehouse): Promise<Map<ProductId, Product>> {
  const reader = await warehouse.connection.runAndReadAll(productsQuery);
  const rows = reader.getRowObjects() as unknown as Product[];
  return new Map(rows.map((row) => [row.productId, row]));
}
