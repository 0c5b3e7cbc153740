import { millisecondsPerDay, type Progress, silent } from '../config/index.ts';
import { season } from './calendar.ts';
import { buildCatalogue } from './catalogue.ts';
import { liveThrough, type ShopFrame } from './lifetime.ts';
import { buildPeople } from './people.ts';
import type { Shop, ShopEvent } from './shop.ts';
import { relativePrices } from './taste.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly customers?: number;
  /** How many days the files reach back from `endDate`. */
  readonly days?: number;
  /** The moment after the last day, midnight UTC. The default is a fixed date, so that the same seed gives the same files at any time. */
  readonly endDate?: Date;
  readonly onProgress?: Progress;
}

/** In the shop's first weeks its old customers turn up, later only new ones. */
const openingDays = 45;
const openingCrowd = 3;

/** A whole shop: goods, people, everything that they did, and the hidden reasons. A pure function of its options. */
export function simulateShop({
  seed,
  customers = 3000,
  days = 540,
  endDate = new Date('2026-06-01T00:00:00Z'),
  onProgress = silent,
}: SimulationOptions): Shop {
  if (!Number.isInteger(seed)) throw new RangeError(`a seed must be a whole number, not ${seed}`);
  if (!Number.isInteger(customers) || customers < 1)
    throw new RangeError(`customers must be a whole number of at least 1, not ${customers}`);
  if (!Number.isInteger(days) || days < 1)
    throw new RangeError(`days must be a whole number of at least 1, not ${days}`);
  const start = endDate.getTime() - days * millisecondsPerDay;
  if (!Number.isInteger(start / millisecondsPerDay)) throw new RangeError('endDate must be a midnight UTC');

  const products = buildCatalogue(seed, days);
  const frame: ShopFrame = {
    seed,
    start,
    days,
    products,
    priceLevels: relativePrices(products),
    joining: { chinese: joiningWeights(start, days, true), others: joiningWeights(start, days, false) },
  };
  const events: ShopEvent[] = [];
  const lives = buildPeople(seed, customers).map((person, index) => {
    const life = liveThrough(frame, person, index);
    for (const event of life.events) events.push(event);
    if ((index + 1) % 100 === 0 || index + 1 === customers) onProgress(index + 1, customers, 'customers');
    return life.customer;
  });
  events.sort((a, b) => a.time - b.time || a.customer - b.customer);
  return { seed, start, days, currency: 'GBP', products, customers: lives, events };
}

function joiningWeights(start: number, days: number, chinese: boolean): Float64Array {
  return Float64Array.from(
    { length: days },
    (_, day) => season(start + day * millisecondsPerDay, chinese) * (day < openingDays ? openingCrowd : 1),
  );
}
