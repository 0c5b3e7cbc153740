import { type Experience, experiences } from './experience.ts';
import { disappointed, gone, type Impact, impactOf, keen, type Overnight, quiet, stateCount } from './interest.ts';
import type { Temperament } from './temperament.ts';

/** Probabilities of the states of interest, from `at` to `at + stateCount`, one or more of such groups in an array. All functions here change them in place. */
export type Belief = Float64Array;

/** The impact of each experience, in the order of `experiences`. */
export function impactsFor(isFirstOrder: boolean, temperament: Temperament): Impact[] {
  return experiences.map((experience: Experience) => impactOf(experience, isFirstOrder, temperament));
}

/** An experience of which only the chances are known. */
export function spreadImpact(belief: Belief, at: number, chances: ArrayLike<number>, impacts: readonly Impact[]): void {
  const [k, q, d, g] = [belief[at + keen]!, belief[at + quiet]!, belief[at + disappointed]!, belief[at + gone]!];
  let [nextKeen, nextQuiet, nextDisappointed, nextGone] = [0, 0, 0, g];
  for (let x = 0; x < impacts.length; x++) {
    const { toGone, toDisappointed, toKeen } = impacts[x]!;
    const stays = chances[x]! * (1 - toGone);
    const unmoved = stays * (1 - toDisappointed);
    nextGone += chances[x]! * toGone * (k + q + d);
    nextKeen += unmoved * (k + toKeen * (q + d));
    nextQuiet += unmoved * (1 - toKeen) * q;
    nextDisappointed += unmoved * (1 - toKeen) * d + stays * toDisappointed * (k + q + d);
  }
  belief[at + keen] = nextKeen;
  belief[at + quiet] = nextQuiet;
  belief[at + disappointed] = nextDisappointed;
  belief[at + gone] = nextGone;
}

/** One night. */
export function spreadOvernight(belief: Belief, at: number, moves: Overnight): void {
  const [k, q, d] = [belief[at + keen]!, belief[at + quiet]!, belief[at + disappointed]!];
  const [kq, kg] = [k * moves.keenToQuiet, k * moves.keenToGone];
  const [qk, qg] = [q * moves.quietToKeen, q * moves.quietToGone];
  const [dq, dg] = [d * moves.disappointedToQuiet, d * moves.disappointedToGone];
  belief[at + keen] = k - kq - kg + qk;
  belief[at + quiet] = q - qk - qg + kq + dq;
  belief[at + disappointed] = d - dq - dg;
  belief[at + gone] = belief[at + gone]! + kg + qg + dg;
}

/** The sum over the states. */
export function massOf(belief: Belief, at: number): number {
  let sum = 0;
  for (let state = 0; state < stateCount; state++) sum += belief[at + state]!;
  return sum;
}
