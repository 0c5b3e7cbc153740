import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { CustomerId, Warehouse } from '../warehouse/index.ts';
import type { CustomerScore } from './customer-scores.ts';
import type { Reason } from './reasons/index.ts';

const createStaging = 'CREATE OR REPLACE TEMP TABLE new_scores AS SELECT * FROM scores LIMIT 0';
const replaceQuery = 'DELETE FROM scores; INSERT INTO scores BY NAME SELECT * FROM new_scores';
const readQuery = `
  SELECT customer_id, epoch_ms(as_of)::DOUBLE AS as_of, model_version, churn_probability, expected_spend, predicted_clv, historic_clv,
         historic_number_of_orders::DOUBLE AS historic_number_of_orders, predicted_number_of_orders, average_order_value,
         average_days_between_orders, days_since_last_order, epoch_ms(last_order_time)::DOUBLE AS last_order_time,
         epoch_ms(expected_date_of_next_order)::DOUBLE AS expected_date_of_next_order,
         reasons::VARCHAR AS reasons, value_reasons::VARCHAR AS value_reasons, horizon_days, predicted_clv_low, predicted_clv_high,
         epoch_ms(expected_date_of_next_order_from)::DOUBLE AS expected_date_of_next_order_from,
         epoch_ms(expected_date_of_next_order_until)::DOUBLE AS expected_date_of_next_order_until
  FROM scores ORDER BY customer_id`;

/** Replaces all scores in one transaction: readers see the old ones or these, and a run that dies leaves the old ones. */
export async function writeScores({ connection }: Warehouse, scores: Iterable<CustomerScore>): Promise<void> {
  await connection.run(createStaging);
  const appender = await connection.createAppender('new_scores', null, 'temp');
  const appendNumber = (value: number | null) =>
    value === null ? appender.appendNull() : appender.appendDouble(value);
  const appendTime = (time: string | null) =>
    time === null ? appender.appendNull() : appender.appendTimestamp(timestamp(time));
  for (const score of scores) {
    appender.appendVarchar(score.customer_id);
    appender.appendTimestamp(timestamp(score.as_of));
    appender.appendVarchar(score.model_version);
    appender.appendDouble(score.churn_probability);
    appender.appendDouble(score.expected_spend);
    appender.appendDouble(score.historic_clv);
    appender.appendBigInt(BigInt(score.historic_number_of_orders));
    appender.appendDouble(score.average_order_value);
    appendNumber(score.average_days_between_orders);
    appender.appendDouble(score.days_since_last_order);
    appender.appendTimestamp(timestamp(score.last_order_time));
    appender.appendDouble(score.predicted_clv);
    appender.appendDouble(score.predicted_number_of_orders);
    appendTime(score.expected_date_of_next_order);
    for (const reasons of [score.reasons, score.value_reasons]) {
      if (reasons === null) appender.appendNull();
      else appender.appendVarchar(JSON.stringify(reasons));
    }
    appender.appendDouble(score.horizon_days);
    appendNumber(score.predicted_clv_low);
    appendNumber(score.predicted_clv_high);
    appendTime(score.expected_date_of_next_order_from);
    appendTime(score.expected_date_of_next_order_until);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run('BEGIN');
  try {
    await connection.run(replaceQuery);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
  await connection.run('DROP TABLE new_scores');
}

/** The scores that were written last, by customer. */
export async function readScores({ connection }: Warehouse): Promise<Map<CustomerId, CustomerScore>> {
  const reader = await connection.runAndReadAll(readQuery);
  const rows = reader.getRowObjects() as unknown as Row[];
  return new Map(
    rows.map((row) => [
      row.customer_id,
      {
        ...row,
        as_of: iso(row.as_of),
        last_order_time: iso(row.last_order_time),
        expected_date_of_next_order: isoOrNull(row.expected_date_of_next_order),
        expected_date_of_next_order_from: isoOrNull(row.expected_date_of_next_order_from),
        expected_date_of_next_order_until: isoOrNull(row.expected_date_of_next_order_until),
        total_clv: row.historic_clv + row.predicted_clv,
        reasons: parsed(row.reasons),
        value_reasons: parsed(row.value_reasons),
      },
    ]),
  );
}

type Reasons = 'reasons' | 'value_reasons';
type Times = 'as_of' | 'last_order_time';
type NextOrder =
  | 'expected_date_of_next_order'
  | 'expected_date_of_next_order_from'
  | 'expected_date_of_next_order_until';
type Row = Omit<CustomerScore, Times | Reasons | NextOrder | 'total_clv'> & {
  readonly [time in Times]: number;
} & { readonly [time in NextOrder]: number | null } & { readonly [reasons in Reasons]: string | null };

const parsed = (reasons: string | null): readonly Reason[] | null =>
  reasons === null ? null : (JSON.parse(reasons) as Reason[]);
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
const isoOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : iso(milliseconds));
const timestamp = (time: string): DuckDBTimestampValue => new DuckDBTimestampValue(BigInt(Date.parse(time)) * 1000n);
