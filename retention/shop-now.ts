import { toCents } from '../config/index.ts';
import type { CustomerId, Product, ProductId } from '../warehouse/index.ts';
import type { Draft } from './draft.ts';
import type { Contact } from './personal-reason.ts';

/** The shop at the moment of sending: its customer file and its catalogue. */
export interface ShopNow {
  readonly contact: (customer: CustomerId) => Contact;
  readonly product: (
    product: ProductId,
  ) => (Pick<Product, 'price' | 'stock'> & Partial<Pick<Product, 'imageUrl'>>) | null;
}

/** What is no longer true in the mail: a product that is gone or sold out, or costs another price than the mail says; null when all of it is. */
export function driftOf({ plan }: Draft, { product }: ShopNow): string | null {
  const cents = (price: number | null) => (price === null ? null : toCents(price, plan.currency));
  for (const { product_id, price, image_url } of plan.products) {
    const now = product(product_id);
    if (now === null) return `the product ${product_id} is not in the catalogue any more: draft again`;
    if (now.stock !== null && now.stock <= 0) return `the product ${product_id} is out of stock`;
    if (cents(now.price) !== cents(price)) return `the product ${product_id} costs another price than was approved`;
    if (image_url && now.imageUrl !== undefined && now.imageUrl !== image_url)
      return `the product ${product_id} has another picture than was approved`;
  }
  return null;
}
