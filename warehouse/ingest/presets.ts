import type { Mapping } from './mapping.ts';
import { fieldsOf } from './mapping.ts';

const defaults = { time_zone: 'UTC', timestamp_format: 'iso', decimal: '.' } as const;

/** Our own format: every field in a column of its own name, all but the needed ones optional. */
function ownFormat(kind: keyof typeof fieldsOf, needed: readonly string[]): Mapping {
  const fields = fieldsOf[kind].map((name) => [
    name,
    needed.includes(name) ? { column: name } : { column: name, optional: true },
  ]);
  return { ...defaults, kind, fields: Object.fromEntries(fields) };
}

/** Mappings for files that are known by their header. */
export const presets = {
  'online-retail': {
    ...defaults,
    kind: 'events',
    fields: {
      customer_id: { column: 'CustomerID' },
      timestamp: { column: 'InvoiceDate' },
      order_id: { column: 'InvoiceNo' },
      product_id: { column: 'StockCode' },
      title: { column: 'Description', optional: true },
      quantity: { column: 'Quantity' },
      unit_price: { column: 'UnitPrice' },
      currency: { constant: 'GBP' },
    },
    cancelled_when: { column: 'InvoiceNo', starts_with: 'C' },
    charge_when: { column: 'StockCode', not_matching: '^[0-9]{5}' },
  },
  generic: ownFormat('events', ['customer_id', 'timestamp']),
  products: ownFormat('products', ['product_id']),
  customers: ownFormat('customers', ['customer_id']),
} as const satisfies Record<string, Mapping>;
export type PresetName = keyof typeof presets;

/** What a header must have and lack for a preset to be the one that is meant; each entry of `oneOf` is enough. */
const signs: Record<PresetName, { all: string[]; oneOf?: string[]; none?: string[] }> = {
  'online-retail': { all: ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'] },
  generic: { all: ['customer_id', 'timestamp'] },
  products: {
    all: ['product_id'],
    oneOf: ['title', 'category', 'brand', 'description', 'price', 'stock', 'cost', 'image_url'],
    none: ['customer_id'],
  },
  customers: {
    all: ['customer_id'],
    oneOf: ['email', 'phone', 'first_name', 'last_name', 'locale', 'time_zone', 'email_consent'],
  },
};

/** The presets whose signs this header shows. Names are compared without regard to case. */
export function detectPresets(header: readonly string[]): PresetName[] {
  const seen = new Set(header.map((name) => name.toLowerCase()));
  const has = (name: string) => seen.has(name.toLowerCase());
  return (Object.keys(signs) as PresetName[]).filter((name) => {
    const { all, oneOf, none } = signs[name];
    return all.every(has) && (oneOf?.some(has) ?? true) && !none?.some(has);
  });
}

/** One line for a person whose file fits none of them. */
export function describePresets(): string {
  return (Object.keys(signs) as PresetName[])
    .map((name) => {
      const { all, oneOf } = signs[name];
      return `${name} (${all.join(', ')}${oneOf ? ` and one of ${oneOf.join(', ')}` : ''})`;
    })
    .join('; ');
}
