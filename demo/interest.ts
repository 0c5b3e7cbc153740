import type { Experience } from './experience.ts';
import type { Temperament } from './temperament.ts';

/**
 * A customer's interest in the shop: a Markov chain with a step a day. `keen` buys at the own rate, `quiet` thinks of the shop now and then,
 * `disappointed` has had a bad experience and not got over it, `gone` never buys again. Nothing else about a customer changes by chance,
 * which is why the truth can be computed instead of sampled.
 */
export const states = ['keen', 'quiet', 'disappointed', 'gone'] as const;
export const stateCount = states.length;
export const [keen, quiet, disappointed, gone] = [0, 1, 2, 3] as const;

/** By state, how much of what a keen customer does is left. */
export const buyingShare = [1, 0.25, 0.2, 0] as const;
export const refillShare = [1, 0.5, 0.25, 0] as const;
export const lookingShare = [1, 0.4, 0.3, 0.04] as const;
export const openingShare = [1, 0.55, 0.4, 0.08] as const;
/** By state, the chance that a newsletter makes the customer unsubscribe. */
export const unsubscribing = [0.0004, 0.002, 0.01, 0.008] as const;

/** Chance that an opened newsletter is clicked, and what a click adds to the odds of an order on that day, for a keen customer. */
export const clicking = 0.18;
export const clickOdds = 0.12;

/** Everything that can be seen of a customer on one day, as bits. */
export const seen = { mailed: 1, opened: 2, clicked: 4, unsubscribed: 8, looked: 16, ordered: 32 } as const;

/** Overnight moves between states; what is left stays. */
export interface Overnight {
  readonly keenToQuiet: number;
  readonly keenToGone: number;
  readonly quietToKeen: number;
  readonly quietToGone: number;
  readonly disappointedToQuiet: number;
  readonly disappointedToGone: number;
}

export function overnightMoves(temperament: Temperament): Overnight {
  const leaving = Math.min(0.3, temperament.leaving);
  return {
    keenToQuiet: 0.005,
    keenToGone: 0.2 * leaving,
    quietToKeen: 0.012,
    quietToGone: leaving,
    disappointedToQuiet: 0.012,
    disappointedToGone: 0.008 + leaving,
  };
}

/** What an experience does at once, to whoever is not gone already. */
export interface Impact {
  readonly toGone: number;
  /** Of those who stay. */
  readonly toDisappointed: number;
  /** Of the quiet and disappointed who stay. */
  readonly toKeen: number;
}

const impacts: Record<Experience, { leavingFactor: number; gone: number; disappointed: number; keen: number }> = {
  delighted: { leavingFactor: 0.4, gone: 0, disappointed: 0, keen: 0.5 },
  fine: { leavingFactor: 1, gone: 0, disappointed: 0, keen: 0 },
  mismatched: { leavingFactor: 1, gone: 0.05, disappointed: 0.4, keen: 0 },
  late: { leavingFactor: 1, gone: 0.07, disappointed: 0.4, keen: 0 },
  defective: { leavingFactor: 1, gone: 0.16, disappointed: 0.65, keen: 0 },
};

/** Many try a shop once: the first order is followed by leaving more often than later ones. */
export function impactOf(experience: Experience, isFirstOrder: boolean, temperament: Temperament): Impact {
  const impact = impacts[experience];
  const exposure = temperament.leaving * (isFirstOrder ? 90 : 8);
  const leaves = (impact.leavingFactor * exposure) / (1 + exposure);
  return {
    toGone: 1 - (1 - leaves) * (1 - impact.gone),
    toDisappointed: impact.disappointed,
    toKeen: impact.keen,
  };
}

/** The chance of an event whose odds are given. */
export const chanceOf = (odds: number) => odds / (1 + odds);
