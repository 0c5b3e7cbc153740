import {
  type Activity,
  localHour,
  parseSegment,
  type Score,
  type Segment,
  type SegmentFigures,
  segmentBounds,
} from '../retention/index.ts';
import {
  type CustomerActivity,
  type CustomerId,
  type CustomerProfile,
  readActivity,
  readProducts,
  readProfiles,
  type Warehouse,
} from '../warehouse/index.ts';
import type { ShopPorts } from './ports.ts';

const scoresQuery = `
  SELECT customer_id, epoch_ms(as_of)::DOUBLE AS as_of, churn_probability, expected_spend, historic_clv,
         historic_number_of_orders::DOUBLE AS historic_number_of_orders, average_order_value, average_days_between_orders, days_since_last_order,
         coalesce(predicted_clv, 0) AS predicted_clv, historic_clv + coalesce(predicted_clv, 0) AS total_clv,
         coalesce(predicted_number_of_orders, 0) AS predicted_number_of_orders,
         epoch_ms(expected_date_of_next_order)::DOUBLE AS expected_date_of_next_order
  FROM scores`;

/** A customer's score with all that segments are told apart by. */
type ScoreRow = Score & SegmentFigures;

/**
 * The ports that the warehouse itself answers (scores, profiles, titles, activity, segments), read at their first use and kept in memory: a run sees one state of them from beginning to end.
 * What needs a model, recommendations, feelings and the customers' voice, is handed in by who has loaded it.
 */
export function warehousePorts(
  warehouse: Warehouse,
  models: Pick<ShopPorts, 'recommend' | 'feeling' | 'voice'>,
  given: { readonly now: Date; readonly horizonDays: number; readonly timeZone: string },
): ShopPorts {
  const scores = once(() => readScores(warehouse));
  const profiles = once(() => readProfiles(warehouse));
  const products = once(() => readProducts(warehouse));
  const titles = once(async () => [...(await products()).values()].flatMap(({ title }) => title ?? []));
  const names = once(async () => namesOf([...(await profiles()).values()]));
  const activities = once(() => readActivity(warehouse, { before: given.now }));
  const bounds = once(async () => segmentBounds([...(await scores()).values()], given.horizonDays));
  const segments = new Map<string, Segment>();
  return {
    ...models,
    async activity(customer) {
      const [activity, profile] = [(await activities()).get(customer), (await profiles()).get(customer)];
      return activityOf(activity, { ...given, timeZone: profile?.timeZone ?? given.timeZone });
    },
    async inSegment(customer, text) {
      let segment = segments.get(text);
      if (!segment) {
        segment = parseSegment(text);
        segments.set(text, segment);
      }
      const figures = (await scores()).get(customer);
      return figures !== undefined && segment(figures, await bounds());
    },
    score: async (customer) => (await scores()).get(customer) ?? null,
    profile: async (customer) => (await profiles()).get(customer) ?? null,
    product: async (product) => (await products()).get(product) ?? null,
    titles,
    names,
  };
}

async function readScores(warehouse: Warehouse): Promise<Map<CustomerId, ScoreRow>> {
  const reader = await warehouse.connection.runAndReadAll(scoresQuery);
  const rows = reader.getRowObjects() as unknown as (Omit<ScoreRow, 'as_of' | 'expected_date_of_next_order'> & {
    customer_id: CustomerId;
    as_of: number;
    expected_date_of_next_order: number | null;
  })[];
  const iso = (time: number) => new Date(time).toISOString();
  return new Map(
    rows.map(({ customer_id, as_of, expected_date_of_next_order: next, ...row }) => [
      customer_id,
      { ...row, as_of: iso(as_of), expected_date_of_next_order: next === null ? null : iso(next) },
    ]),
  );
}

function activityOf(
  activity: CustomerActivity | undefined,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Activity {
  if (!activity) return { last_order_channel: null, usual_hour: null, cheaper: [] };
  const { lastOrderChannel, usualHour, cheaper } = activity;
  return {
    last_order_channel: lastOrderChannel,
    usual_hour: usualHour === null ? null : localHour(usualHour, now, timeZone),
    cheaper: cheaper.map(({ productId, title, price, before }) => ({
      product_id: productId,
      title: title ?? productId,
      price,
      before,
    })),
  };
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
