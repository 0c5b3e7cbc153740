import { type Random, seededRandom } from '../config/index.ts';
import { ndcgAt, recallAt } from '../evaluation/index.ts';
import { type Factors, fitIals, type IalsSettings } from './ials.ts';
import { ialsScorer } from './ials-scorer.ts';
import type { Case } from './learn-weights.ts';
import { tastes } from './signals.ts';
import { best } from './top.ts';
import type { Validation } from './validation.ts';

/** Where there is nothing to choose by, and where the search begins. */
export const usualIals: IalsSettings = {
  factors: 64,
  unobservedWeight: 0.3,
  regularisation: 0.01,
  sweeps: 12,
  halfLifeDays: null,
};
/** The ranges that pay according to Rendle et al. 2022, more factors, and whether what is old counts less. */
const choices: readonly Partial<IalsSettings>[] = [
  { factors: 96 },
  { unobservedWeight: 0.5 },
  { unobservedWeight: 1 },
  { regularisation: 0.005 },
  { regularisation: 0.015 },
  { halfLifeDays: 360 },
  { halfLifeDays: 120 },
];
/** Floating-point operations that all tries together may take: some ten seconds on two cores. */
const affordable = 1e11;
/** Of one pair and factor in one half-sweep: conjugate gradients start once and step three times, each a product forth and back. */
const operationsAPair = 2 * 2 * 4;
const mostCases = 500;
const listLength = 20;
/** A setting that gains less is chance. */
const leastGain = 1e-3;

/**
 * The settings under which the factors of the earlier state foretell what its customers took next that was new to them (mean of Recall@20 and NDCG@20): one after the other is changed
 * from the usual ones and kept where it gains. As many are tried as can be afforded, so that a large shop is not kept waiting; the same events and random numbers choose the same.
 */
export function chooseIals({ earlier, cases }: Validation, random: Random): IalsSettings {
  const asked = cases.slice(0, mostCases);
  const pairs = tastes(earlier, usualIals.halfLifeDays).item.length;
  const operations = 2 * usualIals.sweeps * pairs * usualIals.factors * operationsAPair;
  const tries = Math.floor(affordable / Math.max(1, operations));
  if (tries < 2) return usualIals;
  // All begin with the same numbers, so that they differ by their settings alone.
  const seed = Math.floor(2 ** 31 * random());
  const value = (settings: IalsSettings) =>
    gain(fitIals(tastes(earlier, settings.halfLifeDays), settings, seededRandom(seed)), asked);
  let chosen = usualIals;
  let reached = value(chosen);
  for (const change of choices.slice(0, tries - 1)) {
    const changed = { ...chosen, ...change };
    const result = value(changed);
    if (result <= reached + leastGain) continue;
    chosen = changed;
    reached = result;
  }
  return chosen;
}

function gain(factors: Factors, cases: readonly Case[]): number {
  const scorer = ialsScorer(factors);
  const scores = new Float64Array(factors.itemVectors.length / factors.settings.factors);
  let [sum, counted] = [0, 0];
  for (const { profile, relevant } of cases) {
    const own = new Set(profile.item);
    const wanted = new Set([...relevant].filter((item) => !own.has(item)));
    if (wanted.size === 0) continue;
    scorer.score(profile, scores);
    for (const item of own) scores[item] = Number.NEGATIVE_INFINITY;
    const ranked = best(scores, listLength);
    sum += (recallAt(ranked, wanted, listLength) + ndcgAt(ranked, wanted, listLength)) / 2;
    counted++;
  }
  return counted === 0 ? 0 : sum / counted;
}
