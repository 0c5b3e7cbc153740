import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../../config/index.ts';
import { channels, eventTypes } from '../event.ts';

/** The fields that a file can fill, and of each kind those that it must. */
export const fieldsOf = {
  events: [
    ...['customer_id', 'timestamp', 'type', 'channel', 'order_id', 'product_id', 'quantity', 'unit_price', 'currency'],
    ...['event_id', 'rating', 'text', 'title', 'category', 'brand'],
  ],
  products: [
    ...['product_id', 'title', 'category', 'brand', 'description', 'price', 'currency', 'stock', 'cost', 'image_url'],
  ],
  customers: [
    ...['customer_id', 'email', 'phone', 'first_name', 'last_name', 'locale', 'time_zone', 'email_consent'],
    ...['consent_time', 'birth_date'],
  ],
} as const satisfies Record<string, readonly string[]>;
export type IngestKind = keyof typeof fieldsOf;

export const neededFields: Record<IngestKind, readonly string[]> = {
  events: ['customer_id', 'timestamp'],
  products: ['product_id'],
  customers: ['customer_id'],
};

const column = z.union([z.string().min(1), z.int().transform(String)], {
  error: 'a column’s name as the header has it',
});

const Field = z
  .union(
    [
      column.transform((name) => ({ column: name })),
      z.strictObject({ column, optional: z.boolean().optional() }),
      z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean()]).transform(String) }),
    ],
    { error: 'a column’s name, {column: NAME}, {column: NAME, optional: true} or {constant: VALUE}' },
  )
  .readonly();

const testNames = ['equals', 'starts_with', 'matching', 'not_matching'] as const;

const Test = z
  .strictObject({
    column,
    equals: z.string().optional(),
    starts_with: z.string().min(1).optional(),
    matching: z.string().min(1).optional(),
    not_matching: z.string().min(1).optional(),
  })
  .refine((test) => testNames.filter((name) => test[name] !== undefined).length === 1, {
    error: `one of ${testNames.join(', ')} beside column, for example {column: InvoiceNo, starts_with: C}`,
  })
  .readonly();
export type ColumnTest = z.infer<typeof Test>;

const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'an IANA time zone, for example Europe/London');

export const Mapping = z
  .strictObject({
    kind: z.enum(['events', 'products', 'customers']).default('events'),
    delimiter: z
      .string()
      .regex(/^[\t !#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]$/, 'one character such as "," ";" "|" or "\\t"')
      .optional(),
    /** The columns' names, for a file whose first line is data already. */
    columns: z.array(column).min(1).readonly().optional(),
    /** For timestamps that carry no offset of their own. */
    time_zone: timeZone.default('UTC'),
    /** `iso`, `unix_seconds`, `unix_milliseconds` or a strptime format such as %d/%m/%Y %H:%M. */
    timestamp_format: z
      .string()
      .refine(
        (format) => ['iso', 'unix_seconds', 'unix_milliseconds'].includes(format) || format.includes('%'),
        'iso, unix_seconds, unix_milliseconds, or a format such as "%d/%m/%Y %H:%M"',
      )
      .default('iso'),
    /** What stands before the decimals: with a comma, points between thousands are left out. */
    decimal: z.enum(['.', ',']).default('.'),
    fields: z.record(z.string(), Field),
    /** Rows that are a cancellation or a return: they become `order_refunded`. */
    cancelled_when: Test.optional(),
    /** Rows that sell no product (postage, fees): they keep their code in `properties.charge`. */
    charge_when: Test.optional(),
  })
  .superRefine((mapping, context) => {
    const known: readonly string[] = fieldsOf[mapping.kind];
    for (const name of Object.keys(mapping.fields)) {
      if (known.includes(name)) continue;
      const message = `there is no such field for ${mapping.kind}; there are ${known.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['fields', name], message });
    }
    for (const name of neededFields[mapping.kind]) {
      if (mapping.fields[name]) continue;
      const message = `is needed for ${mapping.kind}: the column it is in, for example ${name}: ${name}`;
      context.addIssue({ code: 'custom', path: ['fields', name], message });
    }
    for (const [name, accepted] of [
      ['type', eventTypes],
      ['channel', channels],
    ] as const) {
      const field = mapping.fields[name];
      if (!field || !('constant' in field) || (accepted as readonly string[]).includes(field.constant)) continue;
      context.addIssue({
        code: 'custom',
        path: ['fields', name, 'constant'],
        message: `one of ${accepted.join(', ')}`,
      });
    }
    const currency = mapping.fields.currency;
    if (currency && 'constant' in currency && !/^[A-Z]{3}$/.test(currency.constant)) {
      const message = 'an ISO 4217 code, for example GBP';
      context.addIssue({ code: 'custom', path: ['fields', 'currency', 'constant'], message });
    }
    for (const name of ['cancelled_when', 'charge_when'] as const) {
      if (mapping.kind === 'events' || !mapping[name]) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'only for kind: events' });
    }
    if (new Set(mapping.columns).size !== (mapping.columns?.length ?? 0)) {
      context.addIssue({ code: 'custom', path: ['columns'], message: 'every column under a name of its own' });
    }
  })
  .readonly();

/** How the columns of a file fill the fields of events, products or customers. */
export type Mapping = z.infer<typeof Mapping>;

/** Reads a mapping from YAML. `name` is the file's, for messages, which name the key, what it holds and what it may hold. */
export function parseMapping(text: string, name: string): Mapping {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw new UserError(`the mapping ${name} is not valid YAML: ${fault.message.split('\n')[0]}`);
  const settings: unknown = document.toJS({ maxAliasCount: 100 });
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UserError(
      `the mapping ${name} must hold keys and values, for example “fields: {customer_id: Customer, timestamp: Date}”`,
    );
  }
  const parsed = Mapping.safeParse(settings);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const key = issue.path.join('.') || '(top level)';
    const value = issue.path.reduce<unknown>(
      (inside, step) => (inside as Record<PropertyKey, unknown> | undefined)?.[step],
      settings,
    );
    const shown = value === undefined || issue.code === 'unrecognized_keys' ? '' : `; it is ${brief(value)}`;
    const message =
      issue.code === 'unrecognized_keys' && issue.path.length === 0
        ? `${issue.message}; there are ${Object.keys(Mapping.unwrap().shape).join(', ')}`
        : issue.message;
    return `${key}: ${message}${shown}`;
  });
  throw new UserError(
    `the mapping ${name} has ${lines.length === 1 ? 'a wrong setting' : `${lines.length} wrong settings`}: ${lines.join(' | ')}`,
  );
}

/** Reads a mapping file. */
export function loadMapping(path: string): Mapping {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`the mapping ${path} cannot be read: ${(error as Error).message}`);
  }
  return parseMapping(text, path);
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
