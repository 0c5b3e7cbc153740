import { millisecondsPerDay } from '../../config/index.ts';
import type { Profile } from '../history.ts';

export const halfLives = [15, 30, 60, 120, 240];

/** What a customer did with one product before. Ages are days before the moment. */
export interface Habit {
  baskets: number;
  readonly first: number;
  last: number;
  /** Per half-life: the baskets, each counted ½^(age / half-life). */
  readonly decayed: number[];
  /** Logarithm of the pieces taken last; NaN where not known. */
  pieces: number;
  lastBasket: number;
}

export function habitsOf({ asOf, item, time, basket, quantity }: Profile): Map<number, Habit> {
  const habits = new Map<number, Habit>();
  for (let row = 0; row < item.length; row++) {
    const age = (asOf - time[row]!) / millisecondsPerDay;
    let habit = habits.get(item[row]!);
    if (!habit) {
      habit = { baskets: 0, first: age, last: age, decayed: halfLives.map(() => 0), pieces: Number.NaN, lastBasket: 0 };
      habits.set(item[row]!, habit);
    }
    habit.baskets++;
    habit.last = age;
    habit.pieces = Math.log(quantity[row]!);
    habit.lastBasket = basket[row]!;
    for (const [k, days] of halfLives.entries()) habit.decayed[k]! += 0.5 ** (age / days);
  }
  return habits;
}

/** What is known of a customer whatever the product. NaN where there is too little to say. */
export interface Person {
  readonly orders: number;
  readonly recency: number;
  readonly tenure: number;
  readonly breadth: number;
  readonly linesAnOrder: number;
  readonly gap: number;
  readonly usualPrice: number;
  /** Median logarithm of pieces. */
  readonly usualPieces: number;
  /** Of the lines after the first order, the share of products new to the customer. */
  readonly newShare: number;
}

export function personOf({ asOf, item, time, basket, quantity, price }: Profile): Person {
  const rows = item.length;
  const orders = rows === 0 ? 0 : basket[rows - 1]! + 1;
  const daysSince = (row: number) => (asOf - time[row]!) / millisecondsPerDay;
  const [recency, tenure] = rows === 0 ? [Number.NaN, Number.NaN] : [daysSince(rows - 1), daysSince(0)];
  const breadth = new Set(item).size;
  const firstOrder = basket.filter((b) => b === 0).length;
  return {
    orders,
    recency,
    tenure,
    breadth,
    linesAnOrder: rows / orders,
    gap: orders > 1 ? (tenure - recency) / (orders - 1) : Number.NaN,
    usualPrice: median(price),
    usualPieces: median(quantity.map(Math.log)),
    newShare: (breadth - new Set(item.subarray(0, firstOrder)).size) / (rows - firstOrder),
  };
}

function median(values: Float32Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted.length > 0 ? sorted[sorted.length >> 1]! : Number.NaN;
}
