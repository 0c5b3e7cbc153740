import type { Orders } from '../warehouse/index.ts';
import { millisecondsPerDay, type Snapshot } from './snapshot.ts';

/** The columns of one step, in order. A step is one order, and a last one is the moment of the cutoff itself. */
export const stepFeatureNames = [
  'log days since the order before',
  'log days before the cutoff',
  'log value',
  'log lines',
  'log pieces',
  'weekday (sine)',
  'weekday (cosine)',
  'season (sine)',
  'season (cosine)',
  'an order',
  'the first order',
  'now',
] as const;

/** Columns from here on are 0 or 1 and are not standardised; so a padded step, all zeros, is told from every real one. */
export const firstIndicator = stepFeatureNames.indexOf('an order');

/** Sequences of different lengths, one after the other. Customer i has the steps offsets[i] to offsets[i + 1], oldest first, `now` last. */
export interface Sequences {
  readonly offsets: Int32Array;
  /** Steps × columns, row by row. */
  readonly steps: Float32Array;
}

/**
 * Each customer's latest orders before the cutoff, oldest first, and a last step with the time since the latest.
 * `mostSteps` counts that step too. With `seasons` false the season's columns are 0: within a single year it cannot be told from a trend.
 */
export function orderSequences(orders: Orders, snapshot: Snapshot, mostSteps: number, seasons: boolean): Sequences {
  const rows = snapshot.customer.length;
  const width = stepFeatureNames.length;
  const offsets = new Int32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    offsets[i + 1] = offsets[i]! + Math.min(mostSteps, snapshot.end[i]! - snapshot.start[i]! + 1);
  }
  const steps = new Float32Array(offsets[rows]! * width);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const end = snapshot.end[i]!;
    for (let row = end - (offsets[i + 1]! - offsets[i]! - 1); row < end; row++, at += width) {
      const time = orders.time[row]!;
      const first = row === snapshot.start[i];
      const gap = first ? 0 : (time - orders.time[row - 1]!) / millisecondsPerDay;
      steps[at] = Math.log1p(gap);
      steps[at + 1] = Math.log1p((snapshot.cutoff - time) / millisecondsPerDay);
      steps[at + 2] = Math.log1p(Math.max(0, orders.value[row]!));
      steps[at + 3] = Math.log1p(orders.lines[row]!);
      steps[at + 4] = Math.log1p(Math.max(0, orders.quantity[row]!));
      writeCalendar(steps, at + 5, time, seasons);
      steps[at + 9] = 1;
      steps[at + 10] = first ? 1 : 0;
    }
    steps[at] = Math.log1p((snapshot.cutoff - orders.time[end - 1]!) / millisecondsPerDay);
    writeCalendar(steps, at + 5, snapshot.cutoff, seasons);
    steps[at + 11] = 1;
    at += width;
  }
  return { offsets, steps };
}

/** The weekday and the season as points on a circle, so that Sunday lies beside Monday and December beside January. */
function writeCalendar(steps: Float32Array, at: number, time: number, seasons: boolean): void {
  const day = time / millisecondsPerDay;
  const weekday = (2 * Math.PI * day) / 7;
  steps[at] = Math.sin(weekday);
  steps[at + 1] = Math.cos(weekday);
  if (!seasons) return;
  const season = (2 * Math.PI * day) / 365.25;
  steps[at + 2] = Math.sin(season);
  steps[at + 3] = Math.cos(season);
}
