import { millisecondsPerDay, type Progress, silent } from '../config/index.ts';
import { type CustomerId, readReturns, type Warehouse } from '../warehouse/index.ts';
import { startBackend } from './backend.ts';
import { foretellFuture } from './future.ts';
import { type History, readHistory } from './history.ts';
import { keptShares } from './kept-share.ts';
import type { ChurnModel } from './model.ts';
import { predict } from './prediction.ts';
import { averageGap, explain, type Reason } from './reasons/index.ts';
import { inParts, type Snapshot, selectCustomers, snapshotAt } from './snapshot.ts';

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

export interface ScoreOptions {
  readonly asOf: Date;
  /** Days that churn probability and spend are asked for; the model's own horizon by default. */
  readonly horizonDays?: number;
  readonly onProgress?: Progress;
}

/** Explaining a customer costs as much as scoring some hundred. */
const mostExplained = 5000;

/**
 * Scores every customer with an order before `asOf`, from the orders before `asOf` alone, sorted by customer id. Those with the most at stake (churn probability × next year's spend) are
 * explained, 5,000 at most.
 */
export async function scoreCustomers(
  model: ChurnModel,
  warehouse: Warehouse,
  { asOf, horizonDays = model.horizonDays, onProgress = silent }: ScoreOptions,
): Promise<CustomerScore[]> {
  const orders = await readHistory(warehouse, { before: asOf });
  await startBackend();
  const everyone = snapshotAt(orders, asOf.getTime());
  const returned = await readReturns(warehouse, { before: asOf });
  const kept = keptShares(orders, everyone, returned);
  const total = everyone.customer.length;
  const scores: CustomerScore[] = [];
  for (const snapshot of inParts(everyone)) {
    const prediction = predict(model, orders, snapshot);
    const future = foretellFuture(model, orders, snapshot, prediction, horizonDays);
    for (let i = 0; i < snapshot.customer.length; i++) {
      const start = snapshot.start[i]!;
      const end = snapshot.end[i]!;
      const customer_id = orders.customers[snapshot.customer[i]!]!;
      const ordered = orders.value.subarray(start, end).reduce((sum, value) => sum + value, 0);
      const historic_clv = Math.max(0, ordered - (returned.get(customer_id) ?? 0));
      const share = kept[scores.length]!;
      const predicted_clv = future.yearSpend[i]! * share;
      const last = orders.time[end - 1]!;
      const numbers = {
        churn_probability: future.silence[i]!,
        historic_number_of_orders: end - start,
        average_days_between_orders: averageGap(orders.time.subarray(start, end)),
        days_since_last_order: (snapshot.cutoff - last) / millisecondsPerDay,
      };
      const { expected, from: earliest, until: latest } = future.nextOrder;
      scores.push({
        customer_id,
        as_of: asOf.toISOString(),
        model_version: model.version,
        horizon_days: horizonDays,
        ...numbers,
        expected_spend: future.spend[i]! * share,
        predicted_clv,
        predicted_clv_low: known(future.yearSpendLow[i]! * share),
        predicted_clv_high: known(future.yearSpendHigh[i]! * share),
        historic_clv,
        total_clv: historic_clv + predicted_clv,
        predicted_number_of_orders: future.yearOrders[i]!,
        average_order_value: ordered / (end - start),
        last_order_time: new Date(last).toISOString(),
        expected_date_of_next_order: moment(expected[i]!),
        expected_date_of_next_order_from: moment(earliest[i]!),
        expected_date_of_next_order_until: moment(latest[i]!),
        reasons: null,
        value_reasons: null,
      });
    }
    onProgress(scores.length, total, 'customers');
  }
  return explained(model, orders, everyone, scores, onProgress);
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
const moment = (time: number): string | null => (Number.isNaN(time) ? null : new Date(time).toISOString());

function explained(
  model: ChurnModel,
  orders: History,
  everyone: Snapshot,
  scores: readonly CustomerScore[],
  onProgress: Progress,
): CustomerScore[] {
  const stake = (row: number) => scores[row]!.churn_probability * scores[row]!.predicted_clv;
  const rows = [...scores.keys()].sort((a, b) => stake(b) - stake(a) || a - b).slice(0, mostExplained);
  const explanations = explain(model, orders, selectCustomers(everyone, rows), (done) =>
    onProgress(done, rows.length, 'customers explained'),
  );
  const result = [...scores];
  for (const [i, row] of rows.entries()) {
    const { churn, value } = explanations[i]!;
    result[row] = { ...scores[row]!, reasons: churn, value_reasons: value };
  }
  return result;
}
