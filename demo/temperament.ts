import { normal, type Random } from '../config/index.ts';

/** How a customer is by nature. All of it stays the same for life and is never exported. */
export interface Temperament {
  /** Orders a day while keen, in an ordinary season, long enough after the last order. */
  readonly buying: number;
  /** Visits to site or shop a day that end without an order, while keen. */
  readonly looking: number;
  /** Chance to open a newsletter while keen. */
  readonly opening: number;
  /** Chance a day to leave for good while quiet; all other ways of leaving grow with it. */
  readonly leaving: number;
}

/** How many standard normal numbers make a temperament. */
export const temperamentSize = 4;

/** The temperament that belongs to a point of the population, whose coordinates are independent standard normal numbers. */
export function temperamentAt(point: ArrayLike<number>): Temperament {
  const [buying, looking, opening, leaving] = [point[0]!, point[1]!, point[2]!, point[3]!];
  return {
    buying: 0.011 * Math.exp(0.85 * buying),
    looking: 0.035 * Math.exp(0.3 * buying + 0.6 * looking),
    opening: 1 / (1 + Math.exp(0.5 - 0.9 * opening)),
    leaving: 0.0007 * Math.exp(leaving),
  };
}

export function drawTemperament(random: Random): Temperament {
  return temperamentAt(Array.from({ length: temperamentSize }, () => normal(random)));
}
