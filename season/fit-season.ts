import { millisecondsPerDay } from '../config/index.ts';
import { type Fit, fitGaussianProcess } from './gaussian-process.ts';
import { neutralSeason, partOfYear, partsOfYear, type Season, seasonFromLogs, yearDays } from './season.ts';

const weekDays = 7;
/** Older ones say little of today's season. */
const mostWeeks = 208;
/** With less, nothing is said. */
const fewestWeeks = 17;

/*
 * Log of a week's orders = level + growth + season + what passes + noise. Fixed parts, as standard deviations of the log; times in days.
 */
const growth = { deviation: 0.3, lengthDays: 365, slopeAYear: 0.5 };
/** A fashion, a campaign: what comes once must not count as the season. */
const passing = { deviation: 0.1, lengthDays: 45 };
const noise = { deviation: 0.07, poissonFactor: 1.5 };
/** The slow part of the season, and the sharp one: a closed week, the days before a feast. */
const slow = { lengthDays: 45, deviations: [0, 0.1, 0.2, 0.4] } as const;
const sharp = { lengthDays: 12, deviations: [0, 0.08, 0.2] } as const;
/** A shop that opened when its file begins, or one that had been there: log of the age counts, or it does not. */
const opening = { deviations: [0, 1], aheadDays: 30 } as const;

/**
 * How busy each part of the year usually is, from the moments (milliseconds since 1970) of a shop's orders before `asOf`; what lies at or after it is not looked at. A Gaussian process in
 * closed form splits the weeks' orders into growth, season, what passes, and noise; how large each is, is averaged over by how well it explains the weeks. Parts of the year that were never
 * seen are as usual, but for what their neighbours tell. With less than seventeen weeks all are.
 */
export function seasonOf(times: ArrayLike<number>, asOf: number): Season {
  const counts = weeklyCounts(times, asOf);
  const n = counts.length;
  if (n < fewestWeeks) return neutralSeason;
  const mean = counts.reduce((sum, count) => sum + count, 0) / n;
  const observed = Float64Array.from(counts, (count) => Math.log((count + 0.5) / (mean + 0.5)));
  /** The middle of each week, in days before `asOf`. */
  const daysBefore = counts.map((_, week) => (week + 0.5) * weekDays);
  const pairs = (covariance: (i: number, j: number) => number) =>
    Float64Array.from({ length: n * n }, (_, at) => covariance(Math.floor(at / n), at % n));
  const logAge = daysBefore.map((days) => Math.log((n * weekDays - days + opening.aheadDays) / 200));
  const slowly = periodicCovariance(slow.lengthDays);
  const sharply = periodicCovariance(sharp.lengthDays);
  const apart = (i: number, j: number) => daysBefore[i]! - daysBefore[j]!;
  const fixed = pairs((i, j) => fixedCovariance(daysBefore[i]!, daysBefore[j]!) + (i === j ? noiseOf(counts[i]!) : 0));
  const [slowPart, sharpPart] = [slowly, sharply].map((of) => pairs((i, j) => of(apart(i, j)))) as [Pairs, Pairs];
  const openingPart = pairs((i, j) => logAge[i]! * logAge[j]!);

  const fits: (Fit & { readonly slowShare: number; readonly sharpShare: number })[] = [];
  for (const openingShare of squares(opening.deviations)) {
    for (const slowShare of squares(slow.deviations)) {
      for (const sharpShare of squares(sharp.deviations)) {
        const covariance = fixed.map(
          (value, at) =>
            value + openingShare * openingPart[at]! + slowShare * slowPart[at]! + sharpShare * sharpPart[at]!,
        );
        fits.push({ ...fitGaussianProcess(covariance, observed), slowShare, sharpShare });
      }
    }
  }
  const best = Math.max(...fits.map(({ logEvidence }) => logEvidence));
  const chances = fits.map(({ logEvidence }) => Math.exp(logEvidence - best));
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  const today = (partOfYear(asOf) * yearDays) / partsOfYear;
  return seasonFromLogs(
    Array.from({ length: partsOfYear }, (_, part) => {
      const day = ((part + 0.5) * yearDays) / partsOfYear - today;
      return fits.reduce((sum, { weights, slowShare, sharpShare }, fit) => {
        const log = weights.reduce((total, weight, week) => {
          const days = day + daysBefore[week]!;
          return total + weight * (slowShare * slowly(days) + sharpShare * sharply(days));
        }, 0);
        return sum + (chances[fit]! / all) * log;
      }, 0);
    }),
  );
}

type Pairs = Float64Array;

const squares = (deviations: readonly number[]): number[] => deviations.map((deviation) => deviation ** 2);

/** Orders in each whole week before `asOf`, the latest first. */
function weeklyCounts(times: ArrayLike<number>, asOf: number): number[] {
  const weeksBefore = (time: number) => (asOf - time) / (weekDays * millisecondsPerDay);
  let oldest = 0;
  for (let row = 0; row < times.length; row++) oldest = Math.max(oldest, weeksBefore(times[row]!));
  const counts = new Array<number>(Math.min(mostWeeks, Math.floor(oldest))).fill(0);
  for (let row = 0; row < times.length; row++) {
    const week = Math.ceil(weeksBefore(times[row]!)) - 1;
    if (week >= 0 && week < counts.length) counts[week]!++;
  }
  return counts;
}

/** Level, growth and what passes, of the logs of two weeks so many days back. */
function fixedCovariance(a: number, b: number): number {
  const { deviation, lengthDays, slopeAYear } = growth;
  const level = 25;
  return (
    level +
    (slopeAYear / 365) ** 2 * a * b +
    deviation ** 2 * Math.exp(-((a - b) ** 2) / (2 * lengthDays ** 2)) +
    passing.deviation ** 2 * Math.exp(-Math.abs(a - b) / passing.lengthDays)
  );
}

/** Variance of a week's log that is mere chance. */
const noiseOf = (count: number): number => noise.deviation ** 2 + noise.poissonFactor / (count + 0.5);

/** Of what repeats every year (MacKay 1998), without its mean over the year; the variance is 1. Takes the days between two moments. */
function periodicCovariance(lengthDays: number): (days: number) => number {
  const length = (2 * Math.PI * lengthDays) / yearDays;
  const raw = (days: number) => Math.exp(-2 * (Math.sin((Math.PI * days) / yearDays) / length) ** 2);
  const samples = 720;
  let mean = 0;
  for (let sample = 0; sample < samples; sample++) mean += raw((sample * yearDays) / samples) / samples;
  return (days) => (raw(days) - mean) / (1 - mean);
}
