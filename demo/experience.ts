import type { Random } from '../config/index.ts';
import type { Channel } from '../warehouse/index.ts';
import { isParcelRush } from './calendar.ts';
import { between, weightedIndex } from './draws.ts';
import type { ShopProduct } from './shop.ts';

/** How an order went, best first. A broken thing outweighs a late parcel, which outweighs a wrong size. */
export const experiences = ['delighted', 'fine', 'mismatched', 'late', 'defective'] as const;
export type Experience = (typeof experiences)[number];

interface Consequences {
  /** Chance of 1, 2, 3, 4 and 5 stars. */
  readonly stars: readonly [number, number, number, number, number];
  readonly review: number;
  readonly support: number;
  readonly refund: number;
}

/** What follows from an experience, whoever had it. */
const consequences: Record<Experience, Consequences> = {
  delighted: { stars: [0, 0, 0, 0.12, 0.88], review: 0.3, support: 0.01, refund: 0 },
  fine: { stars: [0, 0, 0.12, 0.52, 0.36], review: 0.13, support: 0.025, refund: 0 },
  mismatched: { stars: [0.2, 0.42, 0.38, 0, 0], review: 0.3, support: 0.22, refund: 0.5 },
  late: { stars: [0.17, 0.33, 0.38, 0.12, 0], review: 0.32, support: 0.4, refund: 0 },
  defective: { stars: [0.6, 0.32, 0.08, 0, 0], review: 0.45, support: 0.5, refund: 0.65 },
};

/** Days from the experience until it shows, both ends included and each day alike. A late parcel's review waits for the parcel. */
const delays = { review: [1, 12], lateReview: [5, 16], support: [0, 3], refund: [3, 10] } as const;

export type Sign = 'review' | 'support' | 'refund';

/** The chance of each experience, in the order of `experiences`. */
export function experienceChances(
  products: readonly ShopProduct[],
  quantities: readonly number[],
  channel: Channel,
  time: number,
): Float64Array {
  let sound = 1;
  let matching = 1;
  products.forEach((product, line) => {
    sound *= (1 - product.latent.defectRate) ** quantities[line]!;
    matching *= 1 - product.latent.mismatchRate * (channel === 'store' ? 0.3 : 1);
  });
  const lateness = channel === 'store' ? 0 : isParcelRush(time) ? 0.14 : 0.05;
  const defective = 1 - sound;
  const late = sound * lateness;
  const mismatched = sound * (1 - lateness) * (1 - matching);
  const well = sound * (1 - lateness) * matching;
  return Float64Array.of(0.22 * well, 0.78 * well, mismatched, late, defective);
}

/** What is in the customer's hands at once in the shop, a parcel is after three days: then it is there as ordered, or broken, or missing. */
export function daysUntilExperience(channel: Channel): number {
  return channel === 'store' ? 1 : 3;
}

export function drawStars(experience: Experience, random: Random): number {
  return 1 + weightedIndex(consequences[experience].stars, random);
}

/** The day on which the customer shows the experience that way, or undefined for never. */
export function drawSignDay(
  sign: Sign,
  experience: Experience,
  experienceDay: number,
  random: Random,
): number | undefined {
  const [first, last] = delayOf(sign, experience);
  const shows = random() < consequences[experience][sign];
  const day = experienceDay + between(first, last, random);
  return shows ? day : undefined;
}

/** The chance of what was seen of that sign up to (not on) `beforeDay`: that it came on `signDay`, or has not come yet. */
export function signLikelihood(
  sign: Sign,
  experience: Experience,
  experienceDay: number,
  signDay: number | undefined,
  beforeDay: number,
): number {
  const chance = consequences[experience][sign];
  const [first, last] = delayOf(sign, experience);
  const days = last - first + 1;
  if (signDay !== undefined && signDay < beforeDay) {
    const delay = signDay - experienceDay;
    return delay >= first && delay <= last ? chance / days : 0;
  }
  const passed = Math.min(days, Math.max(0, beforeDay - experienceDay - first));
  return 1 - (chance * passed) / days;
}

function delayOf(sign: Sign, experience: Experience): readonly [number, number] {
  return sign === 'review' && experience === 'late' ? delays.lateReview : delays[sign];
}
