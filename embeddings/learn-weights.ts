import { ndcgAt, recallAt } from '../evaluation/index.ts';
import { highest } from './blend.ts';
import type { Profile } from './history.ts';
import type { ListWeights } from './recommender.ts';
import type { Scorer, Weights } from './scorer.ts';
import { best } from './top.ts';

/** A customer at an earlier moment, and what came after. */
export interface Case {
  readonly profile: Profile;
  readonly relevant: ReadonlySet<number>;
}

/** Of each scorer's list, so many take part. */
const candidatesEach = 100;
const listLength = 20;
const grid = [0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.5];
const mostRounds = 4;
/** A change that gains less is not worth another scorer. */
const leastGain = 2e-4;

/**
 * The weights under which the cases' wanted items come first (mean of Recall@20 and NDCG@20), found by changing one weight after the other
 * from the best single scorer; of lists that may hold anything, and of those that hold only what the customer did not take before.
 */
export function learnWeights(scorers: readonly Scorer[], cases: readonly Case[], items: number): ListWeights {
  const any: Candidates[] = [];
  const fresh: Candidates[] = [];
  for (const { profile, relevant } of cases) {
    const lists = scorers.map((scorer) => {
      const scores = new Float64Array(items);
      scorer.score(profile, scores);
      return scores;
    });
    any.push(candidatesOf(lists, relevant));
    const own = new Set(profile.item);
    const wanted = new Set([...relevant].filter((item) => !own.has(item)));
    if (wanted.size === 0) continue;
    for (const scores of lists) for (const item of own) scores[item] = Number.NEGATIVE_INFINITY;
    fresh.push(candidatesOf(lists, wanted));
  }
  return { any: bestWeights(scorers, any), new: bestWeights(scorers, fresh) };
}

function bestWeights(scorers: readonly Scorer[], tables: readonly Candidates[]): Weights {
  const value = (weights: Float64Array) => quality(tables, weights);
  const singles = scorers.map((_, index) => Float64Array.from(scorers, (_, other) => Number(other === index)));
  const values = singles.map(value);
  const first = values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
  let weights = singles[first]!;
  let reached = values[first]!;
  for (let round = 0, before = -1; round < mostRounds && reached > before; round++) {
    before = reached;
    for (let index = 0; index < scorers.length; index++) {
      for (const weight of grid) {
        if (weight === weights[index]) continue;
        const changed = weights.with(index, weight);
        const result = value(changed);
        if (result > reached + leastGain) {
          weights = changed;
          reached = result;
        }
      }
    }
  }
  return Object.fromEntries(scorers.map(({ name }, index) => [name, weights[index]!]));
}

/** One case's candidates: `features` is scorers × candidates. */
interface Candidates {
  readonly item: Int32Array;
  readonly features: Float64Array;
  readonly relevant: ReadonlySet<number>;
}

function candidatesOf(lists: readonly Float64Array[], relevant: ReadonlySet<number>): Candidates {
  const item = Int32Array.from(new Set(lists.flatMap((scores) => best(scores, candidatesEach))));
  const features = new Float64Array(item.length * lists.length);
  lists.forEach((scores, scorer) => {
    const scale = 1 / highest(scores);
    for (let row = 0; row < item.length; row++) features[scorer * item.length + row] = scale * scores[item[row]!]!;
  });
  return { item, features, relevant };
}

function quality(tables: readonly Candidates[], weights: Float64Array): number {
  let sum = 0;
  for (const { item, features, relevant } of tables) {
    const scores = new Float64Array(item.length);
    for (let k = 0, at = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      if (weight === 0) at += item.length;
      else for (let row = 0; row < item.length; row++) scores[row]! += weight * features[at++]!;
    }
    const ranked = best(scores, listLength).map((row) => item[row]!);
    sum += (recallAt(ranked, relevant, listLength) + ndcgAt(ranked, relevant, listLength)) / 2;
  }
  return sum / tables.length;
}
