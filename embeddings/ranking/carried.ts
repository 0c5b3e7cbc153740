import type { Carried } from '../blend.ts';
import type { Profile } from '../history.ts';
import { proposerNames } from './candidates.ts';
import { habitNames } from './features.ts';
import { sigmoid } from './logistic.ts';
import { type SecondStage, scoreByRanking, whyRanked } from './ranking.ts';

const personal = new Set<string>(proposerNames.flatMap((name) => [`${name} score`, `${name} place`]));
const habitual = new Set<string>(habitNames);

/**
 * An item's chance cut into what everybody's behaviour gives (that the customer orders at all among it), what the customer's habit with the item itself adds, and what the rankings add that lead from other own
 * products to it; the last is shared among those as `leading` says they lead there. The parts add up to the chance.
 */
export function carriedByRanking(
  second: SecondStage,
  profile: Profile,
  item: number,
  leading: ReadonlyMap<number, number>,
): Carried {
  const reason = whyRanked(second, profile, item);
  if (!reason) {
    const scores = new Float64Array(second.moment.history.items.length);
    scoreByRanking(second, profile, scores);
    return { own: new Map(), everybody: scores[item]! };
  }
  const sum = (belongs: (name: string) => boolean) =>
    Object.entries(reason.shares).reduce((total, [name, share]) => total + (belongs(name) ? share : 0), 0);
  const general = reason.base + sum((name) => !personal.has(name) && !habitual.has(name));
  const withHabit = general + sum((name) => habitual.has(name));
  const own = new Map<number, number>();
  const chanceOf = (logit: number) => reason.orders * sigmoid(logit);
  let everybody = chanceOf(general);
  const ofHabit = chanceOf(withHabit) - everybody;
  const led = chanceOf(reason.logit) - chanceOf(withHabit);
  if (profile.item.includes(item)) own.set(item, ofHabit);
  else everybody += ofHabit;
  const leaders = [...leading].filter(([by, amount]) => by !== item && amount > 0);
  const total = leaders.reduce((all, [, amount]) => all + amount, 0);
  if (total === 0) everybody += led;
  for (const [by, amount] of leaders) own.set(by, (own.get(by) ?? 0) + (led * amount) / total);
  return { own, everybody };
}
