import { impactsFor, spreadImpact, spreadOvernight } from './chain.ts';
import {
  buyingShare,
  clicking,
  clickOdds,
  keen,
  lookingShare,
  openingShare,
  overnightMoves,
  quiet,
  refillShare,
  seen,
  stateCount,
  unsubscribing,
} from './interest.ts';
import type { Temperament } from './temperament.ts';
import type { Traces } from './traces.ts';

/** Below this the belief is scaled up, and the scale kept as a logarithm. */
const small = 1e-30;

/**
 * The forward algorithm of a hidden Markov model (Rabiner 1989, formulas 19 and 20): how likely the customer's traces are for a temperament, and
 * what is then believed about interest at the cutoff. `belief` (stateCount numbers) is overwritten and sums to 1; the log likelihood is returned,
 * up to a constant that does not depend on the temperament.
 */
export function readTraces(traces: Traces, temperament: Temperament, belief: Float64Array): number {
  const { days, exposure, refill, activity } = traces;
  const moves = overnightMoves(temperament);
  const [first, later] = [impactsFor(true, temperament), impactsFor(false, temperament)];
  const looked = lookingShare.map((share) => {
    const odds = temperament.looking * share;
    return odds / (1 + odds);
  });
  const mails = newsletterLikelihoods(temperament);
  belief.fill(0);
  belief[keen] = 1;
  spreadOvernight(belief, 0, moves);
  let logLikelihood = 0;
  for (let day = 1; day < days; day++) {
    for (const { chances, isFirst } of traces.experiences[day] ?? []) {
      spreadImpact(belief, 0, chances, isFirst ? first : later);
    }
    const bits = activity[day]!;
    const ordered = (bits & seen.ordered) > 0;
    const clicked = (bits & seen.clicked) > 0;
    const own = temperament.buying * exposure[day]! + (clicked ? clickOdds : 0);
    let mass = 0;
    for (let state = 0; state < stateCount; state++) {
      const odds = own * buyingShare[state]! + refill[day]! * refillShare[state]!;
      let chance = (ordered ? odds : 1) / (1 + odds);
      if (!ordered && !clicked) chance *= bits & seen.looked ? looked[state]! : 1 - looked[state]!;
      if (bits & seen.mailed) chance *= mails[(bits >> 1) & 7]![state]!;
      belief[state]! *= chance;
      mass += belief[state]!;
    }
    if (ordered) {
      belief[keen]! += belief[quiet]!;
      belief[quiet] = 0;
    }
    if (mass < small) logLikelihood += rescale(belief, mass);
    spreadOvernight(belief, 0, moves);
  }
  return (
    logLikelihood +
    rescale(
      belief,
      belief.reduce((sum, chance) => sum + chance, 0),
    )
  );
}

/** Makes the belief sum to 1 and returns the logarithm of what it summed to. */
function rescale(belief: Float64Array, mass: number): number {
  for (let state = 0; state < stateCount; state++) belief[state]! /= mass;
  return Math.log(mass);
}

/** The chance by state of what was seen of a newsletter, by the bits opened (1), clicked (2) and unsubscribed (4). */
function newsletterLikelihoods(temperament: Temperament): number[][] {
  return Array.from({ length: 8 }, (_, bits) =>
    openingShare.map((share, state) => {
      const opening = temperament.opening * share;
      const opens = bits & 1 ? opening * (bits & 2 ? clicking : 1 - clicking) : 1 - opening;
      return opens * (bits & 4 ? unsubscribing[state]! : 1 - unsubscribing[state]!);
    }),
  );
}
