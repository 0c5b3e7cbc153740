import { millisecondsPerDay, type Random, shuffle } from '../config/index.ts';
import { type History, historyBefore, profileOf, withoutLastRows } from './history.ts';
import type { Case } from './learn-weights.ts';

/** An earlier state of a history, and what some of its customers took afterwards. */
export interface Validation {
  readonly earlier: History;
  readonly cases: readonly Case[];
}

/** The history before its last `days` days, and what the customers of then took in them; at most `most` of those who took something. */
export function lastDays(history: History, days: number, most: number, random: Random): Validation {
  const earlier = historyBefore(history, history.asOf - days * millisecondsPerDay);
  return { earlier, cases: casesAfter(history, earlier, most, random) };
}

/** The history without each customer's last row, and that row. */
export function lastRows(history: History, most: number, random: Random): Validation {
  const earlier = withoutLastRows(history);
  return { earlier, cases: casesAfter(history, earlier, most, random) };
}

/** What each customer of the earlier state took since, of items that somebody had taken by then. */
export function casesAfter(history: History, earlier: History, most: number, random: Random): Case[] {
  const known = new Set(earlier.item);
  const cases: Case[] = [];
  for (let c = 0; c < history.customers.length; c++) {
    const seen = earlier.start[c + 1]! - earlier.start[c]!;
    if (seen === 0) continue;
    const after = history.item.subarray(history.start[c]! + seen, history.start[c + 1]!);
    const relevant = new Set(after.filter((item) => known.has(item)));
    if (relevant.size > 0) cases.push({ profile: profileOf(earlier, c), relevant });
  }
  return shuffle(cases, random).slice(0, most);
}
