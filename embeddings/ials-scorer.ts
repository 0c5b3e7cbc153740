import type { Profile } from './history.ts';
import { carriedByFactors, type Factors, foldIn, scoreItems } from './ials.ts';
import type { Scorer } from './scorer.ts';
import { tasteOfProfile } from './signals.ts';

/** Scores by uᵀv, u folded in from the profile. The reason is the own item whose vector agrees most with the wanted one. */
export function ialsScorer(model: Factors): Scorer {
  const { itemVectors, settings } = model;
  const d = settings.factors;
  const tasteOf = (profile: Profile) => tasteOfProfile(profile, settings.halfLifeDays);
  return {
    name: 'ials',
    score(profile, scores) {
      scoreItems(model, foldIn(model, tasteOf(profile)), scores);
    },
    carried: (profile, wanted) => carriedByFactors(model, tasteOf(profile), wanted),
    why(profile, wanted) {
      const because = closest(profile, wanted);
      return because === undefined ? undefined : { kind: 'because-of', item: because };
    },
  };

  function closest({ item: own }: Profile, wanted: number): number | undefined {
    let best = 0;
    let because: number | undefined;
    for (const item of new Set(own)) {
      if (item === wanted) continue;
      let sum = 0;
      for (let k = 0; k < d; k++) sum += itemVectors[item * d + k]! * itemVectors[wanted * d + k]!;
      if (sum > best) {
        best = sum;
        because = item;
      }
    }
    return because;
  }
}
