import type { Shop } from './shop.ts';

export const eventColumns = [
  'event_id',
  'customer_id',
  'timestamp',
  'type',
  'channel',
  'order_id',
  'product_id',
  'quantity',
  'unit_price',
  'currency',
  'rating',
  'title',
  'text',
  'category',
  'brand',
] as const;

export const customerColumns = [
  'customer_id',
  'email',
  'phone',
  'first_name',
  'last_name',
  'locale',
  'time_zone',
  'email_consent',
  'consent_time',
] as const;

export const productColumns = [
  'product_id',
  'title',
  'category',
  'brand',
  'description',
  'price',
  'currency',
  'stock',
  'cost',
  'image_url',
] as const;

/** A row of a file by column name; what is not there is empty. */
export type Row<Column extends string> = Partial<Record<Column, string>>;
export type EventRow = Row<(typeof eventColumns)[number]>;
export type CustomerRow = Row<(typeof customerColumns)[number]>;
export type ProductRow = Row<(typeof productColumns)[number]>;

export function eventRows(shop: Shop): EventRow[] {
  return shop.events.map((event, index) => {
    const product = event.product === undefined ? undefined : shop.products[event.product]!;
    const line = event.type === 'order_completed' || event.type === 'order_refunded';
    return {
      event_id: `E${String(index + 1).padStart(7, '0')}`,
      customer_id: shop.customers[event.customer]!.customerId,
      timestamp: isoSeconds(event.time),
      type: event.type,
      channel: event.channel,
      ...(event.orderId === undefined ? {} : { order_id: event.orderId }),
      ...(product === undefined ? {} : { product_id: product.productId }),
      ...(event.quantity === undefined ? {} : { quantity: String(event.quantity) }),
      ...(event.unitPrice === undefined ? {} : { unit_price: event.unitPrice.toFixed(2), currency: shop.currency }),
      ...(event.rating === undefined ? {} : { rating: String(event.rating) }),
      ...(event.title === undefined ? {} : { title: event.title }),
      ...(event.text === undefined ? {} : { text: event.text }),
      ...(product === undefined || !line ? {} : { category: product.category, brand: product.brand }),
    };
  });
}

export function customerRows(shop: Shop): CustomerRow[] {
  return shop.customers.map((customer) => ({
    customer_id: customer.customerId,
    email: customer.email,
    phone: customer.phone,
    first_name: customer.firstName,
    last_name: customer.lastName,
    locale: customer.locale,
    time_zone: customer.timeZone,
    email_consent: customer.emailConsent === null ? '' : String(customer.emailConsent),
    consent_time: customer.consentTime === undefined ? '' : isoSeconds(customer.consentTime),
  }));
}

export function productRows(shop: Shop): ProductRow[] {
  return shop.products.map((product) => ({
    product_id: product.productId,
    title: product.title,
    category: product.category,
    brand: product.brand,
    description: product.description,
    price: product.price.toFixed(2),
    currency: shop.currency,
    stock: String(product.stock),
    cost: product.cost.toFixed(2),
    image_url: product.imageUrl,
  }));
}

/** 2026-02-14T10:22:31Z. */
function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
