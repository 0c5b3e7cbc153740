import { millisecondsPerDay } from '../config/index.ts';
/** How busy a shop usually is through the year, growth apart. */
export interface Season {
  /** For each of 73 parts of the year, from 1 January on: orders against the year's mean, which is 1. */
  readonly speeds: readonly number[];
}

export const partsOfYear = 73;
export const yearDays = 365.25;
const millisecondsPerYear = yearDays * millisecondsPerDay;

/** Every part of the year is alike. */
export const neutralSeason: Season = { speeds: new Array<number>(partsOfYear).fill(1) };

/** The season with these logs of its speeds, but for a constant. */
export function seasonFromLogs(logs: readonly number[]): Season {
  const speeds = logs.map(Math.exp);
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  return { speeds: speeds.map((speed) => speed / mean) };
}

/** In which part of its year a moment (milliseconds since 1970) lies, with the fraction of it that has passed: in [0, 73). */
export function partOfYear(time: number): number {
  const years = time / millisecondsPerYear;
  return (years - Math.floor(years)) * partsOfYear;
}

/**
 * A clock that runs as fast as the shop is busy: from a moment to the milliseconds of ordinary days that have passed since 1970. What is ordered between two moments is in proportion to
 * how far they lie apart on it; over a whole year it runs like any other clock.
 */
export function seasonClock({ speeds }: Season): (time: number) => number {
  const before = new Float64Array(partsOfYear + 1);
  for (let part = 0; part < partsOfYear; part++) before[part + 1] = before[part]! + speeds[part]!;
  return (time) => {
    const at = partOfYear(time);
    const part = Math.floor(at);
    const within = before[part]! + (at - part) * speeds[part]!;
    return (Math.floor(time / millisecondsPerYear) + within / partsOfYear) * millisecondsPerYear;
  };
}

/** How many times the orders of an ordinary stretch of that length the time from `from` to `to` (milliseconds since 1970) usually brings. */
export function seasonRatio(season: Season, from: number, to: number): number {
  const clock = seasonClock(season);
  return (clock(to) - clock(from)) / (to - from);
}
