import { type Progress, silent } from '../config/index.ts';
import { readReturns, type Warehouse } from '../warehouse/index.ts';
import { startBackend } from './backend.ts';
import { type CustomerScores, customerScores, emptyNumbers, type ScoreNumbers } from './customer-scores.ts';
import { foretellFuture } from './future.ts';
import { readHistory } from './history.ts';
import { keptShares } from './kept-share.ts';
import type { ChurnModel } from './model.ts';
import { predict } from './prediction.ts';
import { averageGap, explain } from './reasons/index.ts';
import { inParts, selectCustomers, snapshotAt } from './snapshot.ts';

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
): Promise<CustomerScores> {
  const history = await readHistory(warehouse, { before: asOf, onProgress });
  await startBackend();
  const everyone = snapshotAt(history, asOf.getTime());
  const returned = await readReturns(warehouse, { before: asOf });
  const total = everyone.customer.length;
  const kept = keptShares(history, everyone, returned);
  const numbers = emptyNumbers(total);
  let row = 0;
  for (const snapshot of inParts(everyone)) {
    const prediction = predict(model, history, snapshot);
    const future = foretellFuture(model, history, snapshot, prediction, horizonDays);
    const { expected, from, until } = future.nextOrder;
    for (let i = 0; i < snapshot.customer.length; i++, row++) {
      const [start, end] = [snapshot.start[i]!, snapshot.end[i]!];
      const ordered = history.value.subarray(start, end).reduce((sum, value) => sum + value, 0);
      const share = kept[row]!;
      numbers.churn_probability[row] = future.silence[i]!;
      numbers.expected_spend[row] = future.spend[i]! * share;
      numbers.predicted_clv[row] = future.yearSpend[i]! * share;
      numbers.predicted_clv_low[row] = future.yearSpendLow[i]! * share;
      numbers.predicted_clv_high[row] = future.yearSpendHigh[i]! * share;
      numbers.historic_clv[row] = Math.max(0, ordered - (returned.get(history.customers[snapshot.customer[i]!]!) ?? 0));
      numbers.historic_number_of_orders[row] = end - start;
      numbers.predicted_number_of_orders[row] = future.yearOrders[i]!;
      numbers.average_order_value[row] = ordered / (end - start);
      numbers.average_days_between_orders[row] = averageGap(history.time.subarray(start, end)) ?? Number.NaN;
      numbers.last_order_time[row] = history.time[end - 1]!;
      numbers.expected_date_of_next_order[row] = expected[i]!;
      numbers.expected_date_of_next_order_from[row] = from[i]!;
      numbers.expected_date_of_next_order_until[row] = until[i]!;
    }
    onProgress(row, total, 'customers');
  }
  const byStake = rowsByStake(numbers);
  const explained = byStake.subarray(0, mostExplained);
  const explanations = explain(model, history, selectCustomers(everyone, explained), (done) =>
    onProgress(done, explained.length, 'customers explained'),
  );
  return customerScores(
    { asOf, modelVersion: model.version, horizonDays },
    Array.from(everyone.customer, (customer) => history.customers[customer]!),
    numbers,
    byStake,
    new Map(explanations.map((explanation, place) => [explained[place]!, explanation])),
  );
}

function rowsByStake({ churn_probability, predicted_clv }: ScoreNumbers): Uint32Array {
  const stake = churn_probability.map((chance, row) => chance * predicted_clv[row]!);
  return Uint32Array.from(stake.keys()).sort((a, b) => stake[b]! - stake[a]! || a - b);
}
