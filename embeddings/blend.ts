import type { Profile } from './history.ts';
import type { Reason, Scorer, Weights } from './scorer.ts';

/** Several scorers as one. */
export interface Blend {
  /** Writes the weighted sum of the scorers' scores, each divided by its best one, into `scores`. */
  score(profile: Profile, scores: Float64Array): void;
  /** What the scorer that carries most of the item's score says of it. */
  why(profile: Profile, item: number): Reason | undefined;
  /** The item's score, cut into what each of the customer's own items carries and what everybody's taste does. */
  carried(profile: Profile, item: number): Carried;
}

export interface Carried {
  /** By item number: together with `everybody` they add up to the score. */
  readonly own: ReadonlyMap<number, number>;
  readonly everybody: number;
}

export function blend(scorers: readonly Scorer[], weights: Weights, items: number): Blend {
  const used = scorers.filter(({ name }) => (weights[name] ?? 0) !== 0);
  return {
    score(profile, scores) {
      scores.fill(0);
      const own = new Float64Array(items);
      for (const scorer of used) {
        scorer.score(profile, own);
        const scale = weights[scorer.name]! / highest(own);
        for (let item = 0; item < scores.length; item++) scores[item]! += scale * own[item]!;
      }
    },
    carried(profile, item) {
      const own = new Map<number, number>();
      let everybody = 0;
      const scores = new Float64Array(items);
      for (const scorer of used) {
        scorer.score(profile, scores);
        const scale = weights[scorer.name]! / highest(scores);
        if (!scorer.carried) everybody += scale * scores[item]!;
        for (const [by, amount] of scorer.carried?.(profile, item) ?? []) {
          own.set(by, (own.get(by) ?? 0) + scale * amount);
        }
      }
      return { own, everybody };
    },
    why(profile, item) {
      const own = new Float64Array(items);
      let most = 0;
      let reason: Reason | undefined;
      for (const scorer of used) {
        scorer.score(profile, own);
        const share = (weights[scorer.name]! * own[item]!) / highest(own);
        const said = share > most ? scorer.why(profile, item) : undefined;
        if (!said) continue;
        most = share;
        reason = said;
      }
      return reason;
    },
  };
}

/** The best score, or 1 where nothing speaks for anything. */
export function highest(scores: Float64Array): number {
  let most = 0;
  for (let item = 0; item < scores.length; item++) if (scores[item]! > most) most = scores[item]!;
  return most > 0 ? most : 1;
}
