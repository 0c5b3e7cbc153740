import type { Score } from '../retention/index.ts';
import {
  type CustomerId,
  type CustomerProfile,
  readProducts,
  readProfiles,
  type Warehouse,
} from '../warehouse/index.ts';
import type { ShopPorts } from './ports.ts';

const scoresQuery = `
  SELECT customer_id, epoch_ms(as_of)::DOUBLE AS as_of, churn_probability, expected_spend, historic_clv,
         historic_number_of_orders::DOUBLE AS historic_number_of_orders, average_order_value, average_days_between_orders, days_since_last_order
  FROM scores`;

/**
 * The ports that the warehouse itself answers (scores, profiles, titles), read at their first use and kept in memory: a run sees one state of them from beginning to end.
 * What needs a model, recommendations, feelings and the customers' voice, is handed in by who has loaded it.
 */
export function warehousePorts(
  warehouse: Warehouse,
  models: Pick<ShopPorts, 'recommend' | 'feeling' | 'voice'>,
): ShopPorts {
  const scores = once(() => readScores(warehouse));
  const profiles = once(() => readProfiles(warehouse));
  const titles = once(async () => [...(await readProducts(warehouse)).values()].flatMap(({ title }) => title ?? []));
  const names = once(async () => namesOf([...(await profiles()).values()]));
  return {
    ...models,
    score: async (customer) => (await scores()).get(customer) ?? null,
    profile: async (customer) => (await profiles()).get(customer) ?? null,
    titles,
    names,
  };
}

async function readScores(warehouse: Warehouse): Promise<Map<CustomerId, Score>> {
  const reader = await warehouse.connection.runAndReadAll(scoresQuery);
  const rows = reader.getRowObjects() as unknown as (Omit<Score, 'as_of'> & {
    customer_id: CustomerId;
    as_of: number;
  })[];
  return new Map(
    rows.map(({ customer_id, as_of, ...row }) => [customer_id, { ...row, as_of: new Date(as_of).toISOString() }]),
  );
}

/** First names, last names, and the two together as Chinese writes them. */
function namesOf(profiles: readonly CustomerProfile[]): Set<string> {
  const names = profiles.flatMap(({ firstName, lastName }) => [
    firstName,
    lastName,
    `${lastName ?? ''}${firstName ?? ''}`,
  ]);
  return new Set(names.flatMap((name) => (name && name.trim().length > 1 ? name.trim().toLowerCase() : [])));
}

/** Runs the work at the first call; a failure is forgotten, so that the next call tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
