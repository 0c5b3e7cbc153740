import { millisecondsPerDay } from '../config/index.ts';
import { readEventMix, type Warehouse } from '../warehouse/index.ts';
import type { CustomerScore } from './customer-scores.ts';
import { type Drift, driftSince, type EventMix } from './drift.ts';
import type { ChurnModel } from './model.ts';

/** Compares the events before `asOf` and the scores with how both were when the model was trained. */
export async function checkDrift(
  model: ChurnModel,
  warehouse: Warehouse,
  scores: Iterable<CustomerScore>,
  asOf: Date,
): Promise<Drift> {
  const events = await recentEvents(warehouse, asOf, model.horizonDays);
  return driftSince(
    model.drift,
    events,
    Float64Array.from(scores, ({ churn_probability }) => churn_probability),
  );
}

/** The events of the last horizon before a moment. */
export function recentEvents(warehouse: Warehouse, before: Date, horizonDays: number): Promise<EventMix> {
  return readEventMix(warehouse, { from: new Date(before.getTime() - horizonDays * millisecondsPerDay), before });
}
