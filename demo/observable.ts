import { normal, type Progress, type Random, silent } from '../config/index.ts';
import { streamOf } from './draws.ts';
import { noOrderCurve, outlookOf } from './forecast.ts';
import { stateCount } from './interest.ts';
import { readTraces } from './likelihood.ts';
import type { Shop } from './shop.ts';
import { type Temperament, temperamentAt, temperamentSize } from './temperament.ts';
import { experienceGiven, type Traces, tracesOf } from './traces.ts';
import { type Forecast, forecastCustomers } from './truth.ts';

export interface ObservableForecast extends Forecast {
  /**
   * How many independent draws of the customer's temperament the chances rest on (Kish): the standard error of a chance p by sampling is about
   * √(p (1 − p) / this), and in truth less, since each draw brings a chance and not a yes or no.
   */
  readonly effectiveDraws: Float64Array;
}

/** A part of the draws always comes from the population, so that no weight can run away. */
const fromPopulation = 0.15;
const widening = 1.3;
const rounds = 3;

/**
 * The best that anybody could say from the files alone: the chances given a customer's orders, visits, newsletters, reviews, messages and refunds before
 * the cutoff, for a reader who knows the shop's process and population exactly and understands every text, but not the customer's temperament or interest.
 * Interest is integrated out exactly (forward algorithm), temperament by adaptive importance sampling (population Monte Carlo, Cappé et al. 2004)
 * with `draws` draws in each of three rounds, of which the last two count. A model that learns the process from the same files cannot be better than this, only luckier.
 */
export function observableForecast(
  shop: Shop,
  cutoff: Date,
  horizonDays: number,
  { draws = 120, onProgress = silent }: { draws?: number; onProgress?: Progress } = {},
): ObservableForecast {
  const effectiveDraws: number[] = [];
  const forecast = forecastCustomers(shop, cutoff, horizonDays, (row, cutoffDay, position, count) => {
    const customer = shop.customers[row]!;
    const outlook = outlookOf(shop, customer, cutoffDay, horizonDays);
    const sample = sampleTemperaments(tracesOf(customer, outlook), draws, streamOf(shop.seed, 9, row));
    const curve = new Float64Array(horizonDays + 1);
    for (const { weight, temperament, belief } of sample) {
      // What hardly weighs is not worth its ninety days.
      if (weight < 1e-5) continue;
      const part = noOrderCurve(outlook, belief, temperament, (order) => experienceGiven(order, cutoffDay));
      for (let day = 0; day < curve.length; day++) curve[day]! += weight * part[day]!;
    }
    const whole = curve[0]!;
    effectiveDraws.push(1 / sample.reduce((sum, { weight }) => sum + weight ** 2, 0));
    if ((position + 1) % 50 === 0 || position + 1 === count) onProgress(position + 1, count, 'customers');
    return curve.map((value) => value / whole);
  });
  return { ...forecast, effectiveDraws: Float64Array.from(effectiveDraws) };
}

interface Draw {
  readonly point: Float64Array;
  readonly temperament: Temperament;
  /** Belief about interest at the cutoff, if this were the temperament. */
  readonly belief: Float64Array;
  /** Sums to 1 over the sample. */
  weight: number;
}

/** Where the next round looks: a mean and a spread per coordinate of the population. */
interface Proposal {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Temperaments that fit the traces, weighted by how well. */
function sampleTemperaments(traces: Traces, draws: number, random: Random): Draw[] {
  let proposal: Proposal | undefined;
  const counted: Draw[][] = [];
  for (let round = 0; round < rounds; round++) {
    const sample = Array.from({ length: draws }, () => drawOne(traces, proposal, random));
    const highest = Math.max(...sample.map(({ weight }) => weight));
    for (const draw of sample) draw.weight = Math.exp(draw.weight - highest);
    normalise(sample);
    if (round > 0) counted.push(sample);
    proposal = proposalFrom(sample);
  }
  // The later round looks where it pays: each counts by its effective size.
  const sizes = counted.map((sample) => 1 / sample.reduce((sum, { weight }) => sum + weight ** 2, 0));
  counted.forEach((sample, round) => {
    for (const draw of sample) draw.weight *= sizes[round]!;
  });
  const all = counted.flat();
  normalise(all);
  return all;
}

/** One draw from the proposal; its weight is still the logarithm of population × likelihood over proposal. */
function drawOne(traces: Traces, proposal: Proposal | undefined, random: Random): Draw {
  const wide = proposal === undefined || random() < fromPopulation;
  const point = Float64Array.from({ length: temperamentSize }, (_, i) =>
    wide ? normal(random) : proposal!.mean[i]! + proposal!.deviation[i]! * normal(random),
  );
  const temperament = temperamentAt(point);
  const belief = new Float64Array(stateCount);
  let weight = readTraces(traces, temperament, belief);
  if (proposal !== undefined) {
    let logRatio = 0; // log of proposal over population
    for (let i = 0; i < temperamentSize; i++) {
      const z = (point[i]! - proposal.mean[i]!) / proposal.deviation[i]!;
      logRatio += (point[i]! ** 2 - z ** 2) / 2 - Math.log(proposal.deviation[i]!);
    }
    weight -= Math.log(fromPopulation + (1 - fromPopulation) * Math.exp(logRatio));
  }
  return { point, temperament, belief, weight };
}

function proposalFrom(sample: readonly Draw[]): Proposal {
  const mean = new Float64Array(temperamentSize);
  const deviation = new Float64Array(temperamentSize);
  for (let i = 0; i < temperamentSize; i++) {
    for (const { point, weight } of sample) mean[i]! += weight * point[i]!;
    for (const { point, weight } of sample) deviation[i]! += weight * (point[i]! - mean[i]!) ** 2;
    deviation[i] = Math.min(1, Math.max(0.1, widening * Math.sqrt(deviation[i]!)));
  }
  return { mean, deviation };
}

function normalise(sample: readonly Draw[]): void {
  const total = sample.reduce((sum, { weight }) => sum + weight, 0);
  for (const draw of sample) draw.weight /= total;
}
