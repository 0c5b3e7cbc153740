import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, openRoom, type RetentionRoom, type RetentionSettings } from '../../agent/index.ts';
import { Config, type Policy, seededRandom } from '../../config/index.ts';
import { type Feeling, openStore, type RecommendedProduct, type Store } from '../../retention/index.ts';
import { type ShopPorts, warehousePorts } from '../../tools/index.ts';
import { type CustomerId, openWarehouse, type ProductId, type Warehouse } from '../../warehouse/index.ts';

export const now = new Date('2026-03-01T09:00:00Z');

/** What must never reach a model: of every customer a name, an address and a phone number that stand nowhere else. */
export const personal = (index: number) => ({
  first: `Quillon${letters(index)}`,
  last: `Zembrano${letters(index)}`,
  email: `quillon.${index}@private.example`,
  phone: `+44 7700 900${String(index).padStart(3, '0')}`,
});

const letters = (index: number) =>
  String(index)
    .split('')
    .map((digit) => 'abcdefghij'[Number(digit)])
    .join('');

export const id = (index: number) => `c${index}` as CustomerId;

export const products = [
  ['mug', 'Hand-thrown stoneware mug', 14.5],
  ['teapot', 'Cast-iron teapot', 38],
  ['tin', 'Enamel tea caddy', 0.125],
  ['letter', 'Love letter', 9],
  ['zh', '青瓷茶杯', 21],
] as const;

export const shop = { ...Config.parse({}).shop, name: 'Elm & Sons', url: 'https://elm.example/' };

/** As a shop sets it up before its first mail. */
export const delivery = Config.parse({
  delivery: {
    mode: 'live',
    from: { name: 'Elm & Sons', address: 'hello@elm.example' },
    reply_to: 'care@elm.example',
    postal_address: 'Elm & Sons, 1 High Street, Exampleton',
    unsubscribe_url: 'https://elm.example/unsubscribe/',
    unsubscribe_email: 'unsubscribe@elm.example',
  },
}).delivery;

export interface TestShop {
  readonly folder: string;
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly customers: readonly CustomerId[];
  room(given?: Partial<RetentionSettings> & { readonly policy?: Policy }): RetentionRoom;
  ports(given?: Partial<ShopPorts>): ShopPorts;
  close(): void;
}

/** Its codes go together, so that one campaign after the other may give one to the same customers. */
export function policyOf(given: object = {}): Policy {
  const { policy } = Config.parse({ policy: given });
  return {
    ...policy,
    offers: policy.offers.map((offer) => (offer.kind === 'none' ? offer : { ...offer, stacks: true })),
  };
}

/** A policy under which every scored customer of the test shop gets a draft. */
export const generous = policyOf({ holdout_share: 0, budget: 100_000, minimum_expected_profit: 0 });

/** A real warehouse and a real store in a new folder, or in one that an earlier shop lies in. Every customer is at risk and worth 400 a horizon; every fourth reads Chinese. */
export async function openShop(
  count: number,
  folder = mkdtempSync(join(tmpdir(), 'holdfast-agent-')),
): Promise<TestShop> {
  const warehouse = await openWarehouse(folder);
  await fillOnce(warehouse, count);
  const store = openStore(folder);
  const ports = (given: Partial<ShopPorts> = {}): ShopPorts => ({
    ...warehousePorts(
      warehouse,
      {
        recommend: async () => threeProducts,
        feeling: async () => null,
        voice: () => Promise.reject(new Error('a draft about one customer asks for the voice of all')),
      },
      { now, horizonDays: 90, timeZone: 'UTC' },
    ),
    ...given,
  });
  return {
    folder,
    warehouse,
    store,
    customers: Array.from({ length: count }, (_, index) => id(index)),
    ports,
    room: (given = {}) =>
      openRoom({
        store,
        ports: ports(),
        policy: generous,
        shop,
        delivery,
        holdoutKey: '7',
        clock: () => now,
        ...given,
      }),
    close() {
      store.close();
      warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const threeProducts: readonly RecommendedProduct[] = products
  .slice(0, 3)
  .map(([product_id, title, price]) => ({ product_id: product_id as ProductId, title, price, chance: null }));

async function fillOnce({ connection }: Warehouse, count: number): Promise<void> {
  if (Number((await connection.runAndReadAll('SELECT count(*) FROM scores')).value(0, 0)) > 0) return;
  for (const [product, title, price] of products) {
    await connection.run(
      'INSERT INTO products (product_id, title, price, currency) VALUES ($product, $title, $price, $currency)',
      {
        product,
        title,
        price,
        currency: 'GBP',
      },
    );
  }
  for (let index = 0; index < count; index++) {
    const { first, last, email, phone } = personal(index);
    const locale = index % 4 === 3 ? 'zh-CN' : 'en-GB';
    await connection.run(
      `INSERT INTO customers (customer_id, first_name, last_name, locale, time_zone, email_consent)
       VALUES ($id, $first, $last, $locale, 'Europe/London', true)`,
      { id: id(index), first, last, locale },
    );
    await connection.run(`INSERT INTO identities VALUES ('email', $email, $id), ('phone', $phone, $id)`, {
      email,
      phone,
      id: id(index),
    });
    await connection.run(
      `INSERT INTO scores (customer_id, as_of, model_version, churn_probability, expected_spend, historic_clv, historic_number_of_orders,
         average_order_value, average_days_between_orders, days_since_last_order, last_order_time)
       VALUES ($id, TIMESTAMP '2026-03-01', 'v1', 0.7, $spend, 900, 9, 60, 21, 80, TIMESTAMP '2025-12-11')`,
      { id: id(index), spend: 400 + index },
    );
  }
}

export const feeling = (given: Partial<Feeling>): Feeling => ({
  label: 'negative',
  confidence: 0.9,
  time: '2026-02-20T10:00:00.000Z',
  ...given,
});

/** The product's own model client, pointed at an address. */
export function modelAt(baseUrl: string, timeoutSeconds = 5, clock: () => Date = () => new Date()) {
  const settings = {
    base_url: baseUrl,
    api_key: 'test-key',
    name: 'test-model',
    timeout_seconds: timeoutSeconds,
    concurrency: 16,
    max_answer_tokens: 4000,
  };
  return createModel(settings, { random: seededRandom(1), clock });
}
