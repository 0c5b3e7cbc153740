import { millisecondsPerDay } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Explanation } from './reasons/explain.ts';
import type { Reason } from './reasons/index.ts';

/** What is known and foretold of one customer. Amounts are in the shop's currency, in its main unit; times are RFC 3339. */
export interface CustomerScore {
  readonly customer_id: CustomerId;
  readonly as_of: string;
  readonly model_version: string;
  /** Days that `churn_probability` and `expected_spend` are about. */
  readonly horizon_days: number;
  /** No order in the horizon. */
  readonly churn_probability: number;
  /** Spend in the horizon, less what is expected to be given back. */
  readonly expected_spend: number;
  /** Spend in the next 365 days, less what is expected to be given back. */
  readonly predicted_clv: number;
  /** Bounds that hold it with a chance of 80 %; null where the shop's past does not tell them. */
  readonly predicted_clv_low: number | null;
  readonly predicted_clv_high: number | null;
  /** Spend so far, less what was given back. */
  readonly historic_clv: number;
  readonly total_clv: number;
  readonly historic_number_of_orders: number;
  /** In the next 365 days. */
  readonly predicted_number_of_orders: number;
  readonly average_order_value: number;
  /** Between days with an order; null when there is only one such day. */
  readonly average_days_between_orders: number | null;
  readonly days_since_last_order: number;
  readonly last_order_time: string;
  /** The moment by which an order is as likely as not; null when that is not within 365 days. */
  readonly expected_date_of_next_order: string | null;
  /**
   * Where the interval begins and ends that holds the next order with a chance of 80 %. Where an order within 365 days is not almost sure (90 %), it has no end (null), and an order that never comes lies in
   * it too; it begins at null where that is more than 365 days away.
   */
  readonly expected_date_of_next_order_from: string | null;
  readonly expected_date_of_next_order_until: string | null;
  /** Why the churn probability is what it is, the weightiest first; null for those with less at stake than the customers that are explained. */
  readonly reasons: readonly Reason[] | null;
  /** The same for the expected spend. */
  readonly value_reasons: readonly Reason[] | null;
}

/** Scores, sorted by customer id. Each is put together when it is asked for: a million of them in memory would weigh on all that goes on beside. */
export interface CustomerScores extends Iterable<CustomerScore> {
  readonly length: number;
  at(row: number): CustomerScore;
  /** Rows, those with the most at stake (churn probability × next year's spend) first. */
  readonly byStake: Uint32Array;
}

/** The numbers of a score, as they are kept. */
const scoreNumbers = [
  'churn_probability',
  'expected_spend',
  'predicted_clv',
  'predicted_clv_low',
  'predicted_clv_high',
  'historic_clv',
  'historic_number_of_orders',
  'predicted_number_of_orders',
  'average_order_value',
  'average_days_between_orders',
  'last_order_time',
  'expected_date_of_next_order',
  'expected_date_of_next_order_from',
  'expected_date_of_next_order_until',
] as const;
/** Per customer; NaN where the score has null, times in milliseconds since 1970. */
export type ScoreNumbers = Readonly<Record<(typeof scoreNumbers)[number], Float64Array>>;

export function emptyNumbers(customers: number): ScoreNumbers {
  return Object.fromEntries(scoreNumbers.map((name) => [name, new Float64Array(customers)])) as ScoreNumbers;
}

/** What all scores of a run have in common. */
export interface ScoreRun {
  readonly asOf: Date;
  readonly modelVersion: string;
  readonly horizonDays: number;
}

/** Row i of `numbers` belongs to customer i of `customers`; `explanations` are those that there are, by row. */
export function customerScores(
  run: ScoreRun,
  customers: readonly CustomerId[],
  numbers: ScoreNumbers,
  byStake: Uint32Array,
  explanations: ReadonlyMap<number, Explanation>,
): CustomerScores {
  const as_of = run.asOf.toISOString();
  const at = (row: number): CustomerScore => {
    const last = numbers.last_order_time[row]!;
    const historic_clv = numbers.historic_clv[row]!;
    const predicted_clv = numbers.predicted_clv[row]!;
    const explanation = explanations.get(row);
    return {
      customer_id: customers[row]!,
      as_of,
      model_version: run.modelVersion,
      horizon_days: run.horizonDays,
      churn_probability: numbers.churn_probability[row]!,
      historic_number_of_orders: numbers.historic_number_of_orders[row]!,
      average_days_between_orders: known(numbers.average_days_between_orders[row]!),
      days_since_last_order: (run.asOf.getTime() - last) / millisecondsPerDay,
      expected_spend: numbers.expected_spend[row]!,
      predicted_clv,
      predicted_clv_low: known(numbers.predicted_clv_low[row]!),
      predicted_clv_high: known(numbers.predicted_clv_high[row]!),
      historic_clv,
      total_clv: historic_clv + predicted_clv,
      predicted_number_of_orders: numbers.predicted_number_of_orders[row]!,
      average_order_value: numbers.average_order_value[row]!,
      last_order_time: new Date(last).toISOString(),
      expected_date_of_next_order: moment(numbers.expected_date_of_next_order[row]!),
      expected_date_of_next_order_from: moment(numbers.expected_date_of_next_order_from[row]!),
      expected_date_of_next_order_until: moment(numbers.expected_date_of_next_order_until[row]!),
      reasons: explanation?.churn ?? null,
      value_reasons: explanation?.value ?? null,
    };
  };
  return {
    length: customers.length,
    at,
    byStake,
    *[Symbol.iterator]() {
      for (let row = 0; row < customers.length; row++) yield at(row);
    },
  };
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
const moment = (time: number): string | null => (Number.isNaN(time) ? null : new Date(time).toISOString());
