import { millisecondsPerDay, type Progress, type Random, silent } from '../../config/index.ts';
import { type History, historyBefore, type Profile, profileOf } from '../history.ts';
import type { IalsSettings } from '../ials.ts';
import type { Neighbours } from '../neighbours.ts';
import { fitParts, type Parts } from '../parts.ts';
import { casesAfter, type Validation } from '../validation.ts';
import { type Examples, fitChances } from './chance-model.ts';
import { consider } from './considered.ts';
import { featureNames } from './features.ts';
import { levelled } from './level.ts';
import { type Moment, momentAt } from './moment.ts';
import { fitOrderChance } from './order-chance.ts';
import { type Answered, placesNow, placesThen } from './places.ts';
import type { ItemChances, Ranking } from './ranking.ts';

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
  /** Every customer of then, and whether they ordered in it at all. */
  readonly customers: readonly Profile[];
  readonly ordered: Uint8Array;
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
    const whole = historyBefore(history, end);
    const cases = casesAfter(whole, earlier, mostCustomers, random);
    if (cases.length < fewestCustomers) break;
    const parts = fitParts(earlier, texts, ials, random, silent);
    windows.push({ earlier, cases, parts, ...ordersAfter(whole, earlier) });
    onProgress(k + 1, mostWindows, 'windows');
  }
  return windows;
}

/** The customers of the earlier state, and whether each took anything since. */
function ordersAfter(whole: History, earlier: History): Pick<Window, 'customers' | 'ordered'> {
  const numbers = [...earlier.customers.keys()].filter((c) => earlier.start[c + 1]! > earlier.start[c]!);
  const rows = ({ start }: History, c: number) => start[c + 1]! - start[c]!;
  return {
    customers: numbers.map((c) => profileOf(earlier, c)),
    ordered: Uint8Array.from(numbers, (c) => Number(rows(whole, c) > rows(earlier, c))),
  };
}

/**
 * Learns the second stage from the windows, newest first, at least two. It ranks by what all of them taught; how much its chances are is seen from the newest window, by models of the others,
 * and carried over to `now`, the moment that it will rank at.
 */
export function learnRanking(windows: readonly Window[], now: Moment, random: Random, onProgress: Progress): Ranking {
  const steps = windows.length + 6;
  let done = 0;
  const step = <T>(result: T): T => {
    onProgress(++done, steps, 'steps of ranking');
    return result;
  };
  const [newest, ...older] = windows;
  // The newest window's candidates are kept, to be ranked by what the others taught.
  const answered = [...answeredIn(newest!)];
  const newestTable = step(examplesOf(answered, random));
  const olderTables = older.map((window) => step(examplesOf(answeredIn(window), random)));
  const fit = (from: typeof olderTables): ItemChances => {
    const model = (kind: keyof ItemChances) => step(fitChances(joined(from.map((table) => table[kind])), random));
    const [repeats, discoveries] = [model('repeats'), model('discoveries')];
    // Of what was refused a share was learnt from, so the chance of something new comes out too large by it.
    return { repeats, discoveries: { ...discoveries, intercept: Math.log(refusedShare) } };
  };
  const order = fitOrderChance(
    windows.flatMap(({ customers }) => customers),
    Uint8Array.from(windows.flatMap(({ ordered }) => [...ordered])),
  );
  const then = step(placesThen(fit(olderTables), answered));
  const all = fit([newestTable, ...olderTables]);
  const places = step(placesNow(all, order, now, random));
  return {
    order,
    repeats: levelled(all.repeats, then.repeats, places.repeats),
    discoveries: levelled(all.discoveries, then.discoveries, places.discoveries),
  };
}

function* answeredIn({ earlier, cases, parts }: Window): Generator<Answered> {
  const moment = momentAt(earlier, parts);
  for (const { profile, relevant } of cases) yield { ...consider(moment, profile), relevant };
}

function examplesOf(answered: Iterable<Answered>, random: Random): Record<keyof ItemChances, Examples> {
  const kinds = { repeats: new Rows(), discoveries: new Rows() };
  for (const { item: items, own, columns, relevant } of answered) {
    items.forEach((item, row) => {
      const label = relevant.has(item);
      if (own[row]) kinds.repeats.add(columns, row, label);
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
