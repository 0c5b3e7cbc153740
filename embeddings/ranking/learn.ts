import { millisecondsPerDay, type Progress, type Random, silent } from '../../config/index.ts';
import { type History, historyBefore } from '../history.ts';
import type { IalsSettings } from '../ials.ts';
import type { Neighbours } from '../neighbours.ts';
import { fitParts, type Parts } from '../parts.ts';
import { casesAfter, type Validation } from '../validation.ts';
import { candidatesOf } from './candidates.ts';
import { type ChanceModel, calibrated, type Examples, fitChances } from './chance-model.ts';
import { featureNames, featuresOf } from './features.ts';
import { momentAt } from './moment.ts';
import type { Ranking } from './ranking.ts';

/** Windows to learn from, and how far apart they begin. */
const mostWindows = 4;
const daysBetween = 30;
/** What a window needs: time before it, and customers from before it who buy in it. */
const leastDaysBefore = 30;
const fewestCustomers = 200;
const mostCustomers = 1500;
/** Of the products that a customer never took and did not take then, the share that is learnt from. */
const refusedShare = 0.25;

/** A window before the history's end: the state it began with, its parts, and what the customers of then bought in it. */
export interface Window extends Validation {
  readonly parts: Parts;
}

/**
 * The windows of `horizonDays` that lie before the history's end, newest first, a month apart; all that is learnt ends before that. Fewer than two are too few to learn and
 * to calibrate from.
 */
export function windowsOf(
  history: History,
  texts: Neighbours,
  ials: IalsSettings,
  horizonDays: number,
  random: Random,
  onProgress: Progress,
): Window[] {
  const first = history.time.reduce((a, b) => Math.min(a, b), history.asOf);
  const windows: Window[] = [];
  for (let k = 0; k < mostWindows; k++) {
    const end = history.asOf - k * daysBetween * millisecondsPerDay;
    const from = end - horizonDays * millisecondsPerDay;
    if (from - first < leastDaysBefore * millisecondsPerDay) break;
    const earlier = historyBefore(history, from);
    const cases = casesAfter(historyBefore(history, end), earlier, mostCustomers, random);
    if (cases.length < fewestCustomers) break;
    windows.push({ earlier, cases, parts: fitParts(earlier, texts, ials, random, silent) });
    onProgress(k + 1, mostWindows, 'windows');
  }
  return windows;
}

/** Learns the second stage from the windows, newest first, at least two: calibrated on the newest by models of the others, then fitted to all. */
export function learnRanking(windows: readonly Window[], random: Random, onProgress: Progress): Ranking {
  const steps = windows.length + 4;
  let done = 0;
  const step = <T>(result: T): T => {
    onProgress(++done, steps, 'steps of ranking');
    return result;
  };
  const tables = windows.map((window) => step(examplesOf(window, random)));
  const fit = (examples: Examples) => step(fitChances(examples, random));
  const learnt = (kind: keyof Ranking) =>
    fitCalibrated(
      tables.map((table) => table[kind]),
      fit,
    );
  const ranking = { repeats: learnt('repeats'), discoveries: learnt('discoveries') };
  // Of what was refused a share was learnt from, so the chance of something new comes out too large by it.
  const { discoveries } = ranking;
  return {
    ...ranking,
    discoveries: { ...discoveries, intercept: discoveries.intercept + Math.log(refusedShare) },
  };
}

function fitCalibrated(tables: readonly Examples[], fit: (examples: Examples) => ChanceModel): ChanceModel {
  const [newest, ...older] = tables;
  const { slope, intercept } = calibrated(fit(joined(older)), newest!);
  return { ...fit(joined(tables)), slope, intercept };
}

function examplesOf({ earlier, cases, parts }: Window, random: Random): Record<keyof Ranking, Examples> {
  const moment = momentAt(earlier, parts);
  const kinds = { repeats: new Rows(), discoveries: new Rows() };
  for (const { profile, relevant } of cases) {
    const candidates = candidatesOf(moment, profile);
    const columns = featuresOf(moment, profile, candidates);
    candidates.item.forEach((item, row) => {
      const label = relevant.has(item);
      if (candidates.own[row]) kinds.repeats.add(columns, row, label);
      else if (label || random() < refusedShare) kinds.discoveries.add(columns, row, label);
    });
  }
  return { repeats: kinds.repeats.examples(), discoveries: kinds.discoveries.examples() };
}

/** Rows of features as they come in. */
class Rows {
  readonly #columns: number[][] = featureNames.map(() => []);
  readonly #labels: number[] = [];

  add(columns: readonly Float32Array[], row: number, label: boolean): void {
    for (const [f, column] of columns.entries()) this.#columns[f]!.push(column[row]!);
    this.#labels.push(Number(label));
  }

  examples(): Examples {
    return {
      columns: this.#columns.map((column) => Float32Array.from(column)),
      labels: Uint8Array.from(this.#labels),
    };
  }
}

function joined(tables: readonly Examples[]): Examples {
  const rows = tables.reduce((sum, { labels }) => sum + labels.length, 0);
  const columns = featureNames.map(() => new Float32Array(rows));
  const labels = new Uint8Array(rows);
  let at = 0;
  for (const table of tables) {
    for (const [f, column] of table.columns.entries()) columns[f]!.set(column, at);
    labels.set(table.labels, at);
    at += table.labels.length;
  }
  return { columns, labels };
}
