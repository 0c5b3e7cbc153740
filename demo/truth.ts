import { millisecondsPerDay } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { experiences } from './experience.ts';
import { noOrderCurve, outlookOf } from './forecast.ts';
import { stateCount } from './interest.ts';
import type { Shop } from './shop.ts';

/** Chances about the customers who had an order before a cutoff. Row i of everything is one customer. */
export interface Forecast {
  readonly cutoff: Date;
  readonly horizonDays: number;
  /** Indices into `Shop.customers`, and the ids. */
  readonly customers: Int32Array;
  readonly customerIds: readonly CustomerId[];
  /** The chance of no order in [cutoff, cutoff + horizon). */
  readonly churn: Float64Array;
  /** Rows × (horizon + 1): the chance of no order in the first k days, for k from 0. The chance that the next order falls on day k is the step from k to k + 1. */
  readonly noOrder: Float64Array;
}

/**
 * The truth: chances given everything that the simulator holds at the cutoff (temperament, interest, how parcels under way will be found).
 * Computed from the process by formula, without sampling and so without error. No model can see this much: a customer who left yesterday has
 * churn 1 here and looks like any other in the files. What can be known from the files is `observableForecast`.
 */
export function shopTruth(shop: Shop, cutoff: Date, horizonDays: number): Forecast {
  return forecastCustomers(shop, cutoff, horizonDays, (row, cutoffDay) => {
    const customer = shop.customers[row]!;
    const { states, temperament } = customer.latent;
    const belief = new Float64Array(stateCount);
    belief[states[cutoffDay]!] = 1;
    return noOrderCurve(outlookOf(shop, customer, cutoffDay, horizonDays), belief, temperament, (order) =>
      experiences.map((experience) => (experience === order.experience ? 1 : 0)),
    );
  });
}

/** Runs a forecast for everybody with an order before the cutoff. */
export function forecastCustomers(
  shop: Shop,
  cutoff: Date,
  horizonDays: number,
  curveOf: (row: number, cutoffDay: number, position: number, count: number) => Float64Array,
): Forecast {
  const cutoffDay = dayOf(shop, cutoff);
  if (!Number.isInteger(horizonDays) || horizonDays < 1)
    throw new RangeError(`horizonDays must be a whole number of at least 1, not ${horizonDays}`);
  const customers = customersBefore(shop, cutoffDay);
  const width = horizonDays + 1;
  const noOrder = new Float64Array(customers.length * width);
  customers.forEach((customer, position) => {
    noOrder.set(curveOf(customer, cutoffDay, position, customers.length), position * width);
  });
  return {
    cutoff,
    horizonDays,
    customers,
    customerIds: Array.from(customers, (customer) => shop.customers[customer]!.customerId),
    churn: Float64Array.from(customers, (_, position) => noOrder[position * width + horizonDays]!),
    noOrder,
  };
}

/** The whole days from the cutoff to each customer's next order, or -1 where none came before the shop's last day. Row i is the forecast's row i. */
export function daysToNextOrder(shop: Shop, forecast: Pick<Forecast, 'cutoff' | 'customers'>): Int32Array {
  const cutoffDay = dayOf(shop, forecast.cutoff);
  return forecast.customers.map((customer) => {
    const next = shop.customers[customer]!.latent.orders.find((order) => order.day >= cutoffDay);
    return next === undefined ? -1 : next.day - cutoffDay;
  });
}

function customersBefore(shop: Shop, cutoffDay: number): Int32Array {
  const rows: number[] = [];
  shop.customers.forEach((customer, row) => {
    const first = customer.latent.orders[0];
    if (first !== undefined && first.day < cutoffDay) rows.push(row);
  });
  return Int32Array.from(rows);
}

/** The process takes a step a day, so a cutoff lies between two days. */
function dayOf(shop: Shop, cutoff: Date): number {
  const day = (cutoff.getTime() - shop.start) / millisecondsPerDay;
  if (!Number.isInteger(day) || day < 1 || day > shop.days) {
    throw new RangeError(
      `a cutoff must be a midnight UTC after the shop's first day and at most its end, not ${cutoff.toISOString()}`,
    );
  }
  return day;
}
