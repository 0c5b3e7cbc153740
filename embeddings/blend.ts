import type { Profile } from './history.ts';
import type { Reason, Scorer, Weights } from './scorer.ts';

/** Several scorers as one. */
export interface Blend {
  /** Writes the weighted sum of the scorers' scores, each divided by its best one, into `scores`. */
  score(profile: Profile, scores: Float64Array): void;
  /** What the scorer that carries most of the item's score says of it. */
  why(profile: Profile, item: number): Reason | undefined;
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
