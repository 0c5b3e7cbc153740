import { millisecondsPerDay } from '../config/index.ts';
import { type ContactKind, contactKinds } from '../warehouse/index.ts';
import { dueWindows } from './due-again.ts';
import type { History } from './history.ts';
import type { Snapshot } from './snapshot.ts';

/** The columns of one step, in order. A step is an order, with what else the customer did on that day, or a day with other contacts; a last one is the moment of the cutoff itself. */
export const stepFeatureNames = [
  'log days since the order before',
  'log days before the cutoff',
  'log value',
  'log lines',
  'log pieces',
  'log days since the contact before',
  'log days from the order before to the contact',
  'log days from the contact to the cutoff',
  'log mails since the step before',
  'log value returned',
  'log products due in 30 days',
  'log products due in 90 days',
  'weekday (sine)',
  'weekday (cosine)',
  'season (sine)',
  'season (cosine)',
  'an order',
  'the first order',
  'now',
  'a visit',
  'a basket',
  'a mail opened',
  'a mail clicked',
  'unsubscribed',
  'a coupon',
  'a return',
  'a review',
  'a message',
  'feeling',
] as const;

type StepFeature = (typeof stepFeatureNames)[number];
const column = (name: StepFeature) => stepFeatureNames.indexOf(name);
const width = stepFeatureNames.length;

/** Columns from here on are 0 or 1, or a feeling from −1 to 1, and are not standardised; so a padded step, all zeros, is told from every real one. */
export const firstIndicator = column('an order');

const logValue = column('log value');
const logLines = column('log lines');
const logPieces = column('log pieces');
const firstEver = column('the first order');
const calendar = column('weekday (sine)');
const now = column('now');
const sinceOrder = column('log days since the order before');
const beforeCutoff = column('log days before the cutoff');
const sinceContact = column('log days since the contact before');
const orderToContact = column('log days from the order before to the contact');
const contactToCutoff = column('log days from the contact to the cutoff');
const mailsSince = column('log mails since the step before');
/** One column a window of `dueWindows`, at the last step alone. */
const productsDue = column('log products due in 30 days');
const valueReturned = column('log value returned');
const feeling = column('feeling');

/** Where each kind of contact is marked; mails that were sent are counted instead. */
const marks: Readonly<Record<Exclude<ContactKind, 'mail' | 'felt'>, StepFeature>> = {
  visit: 'a visit',
  basket: 'a basket',
  opened: 'a mail opened',
  clicked: 'a mail clicked',
  unsubscribed: 'unsubscribed',
  coupon: 'a coupon',
  returned: 'a return',
  review: 'a review',
  message: 'a message',
};
const mail = contactKinds.indexOf('mail');
const felt = contactKinds.indexOf('felt');
const returned = contactKinds.indexOf('returned');
const markOf = contactKinds.map((kind) => (kind === 'mail' || kind === 'felt' ? feeling : column(marks[kind])));

/** Sequences of different lengths, one after the other. Customer i has the steps offsets[i] to offsets[i + 1], oldest first, `now` last. */
export interface Sequences {
  readonly offsets: Int32Array;
  /** Steps × columns, row by row. */
  readonly steps: Float32Array;
}

/**
 * Each customer's latest orders and contacts before the cutoff, oldest first, and a last step with the time since.
 * `due` is what `dueAgain` says of the snapshot. `mostSteps` counts the last step too. With `seasons` false the season's columns are 0: within a single year it cannot be told from a trend.
 */
export function eventSequences(
  history: History,
  snapshot: Snapshot,
  due: Float64Array,
  mostSteps: number,
  seasons: boolean,
): Sequences {
  const rows = snapshot.customer.length;
  const offsets = new Int32Array(rows + 1);
  let steps: Float32Array = new Float32Array(16 * width * Math.max(1, rows));
  const own: OwnSteps = { values: new Float32Array(64 * width), length: 0 };
  for (let row = 0; row < rows; row++) {
    writeSteps(own, history, snapshot, row, seasons);
    const last = (own.length - 1) * width;
    for (let w = 0; w < dueWindows.length; w++) {
      own.values[last + productsDue + w] = Math.log1p(due[row * dueWindows.length + w]!);
    }
    const kept = Math.min(mostSteps, own.length);
    offsets[row + 1] = offsets[row]! + kept;
    const end = offsets[row + 1]! * width;
    if (end > steps.length) steps = grown(steps, Math.max(end, 2 * steps.length));
    steps.set(own.values.subarray((own.length - kept) * width, own.length * width), offsets[row]! * width);
  }
  return { offsets, steps: steps.slice(0, offsets[rows]! * width) };
}

/** All steps of one customer; `values` is used again for the next. */
interface OwnSteps {
  values: Float32Array;
  length: number;
}

/** Walks through a customer's days, orders and contacts side by side. */
function writeSteps(own: OwnSteps, history: History, snapshot: Snapshot, row: number, seasons: boolean): void {
  const { contacts } = history;
  const { cutoff } = snapshot;
  const firstOrder = snapshot.start[row]!;
  const lastOrder = snapshot.end[row]!;
  const lastContact = contacts.offsets[snapshot.customer[row]! + 1]!;
  let order = firstOrder;
  let contact = contacts.offsets[snapshot.customer[row]!]!;
  let orderBefore = Number.NaN;
  let contactBefore = Number.NaN;
  let mails = 0;
  own.length = 0;
  const begin = (time: number): number => {
    const at = own.length * width;
    own.length++;
    if (own.length * width > own.values.length) own.values = grown(own.values, 2 * own.values.length);
    const { values } = own;
    values.fill(0, at, at + width);
    values[at + sinceContact] = logDays(time - contactBefore);
    values[at + mailsSince] = Math.log1p(mails);
    writeCalendar(values, at + calendar, time, seasons);
    mails = 0;
    return at;
  };
  for (;;) {
    const orderTime = order < lastOrder ? history.time[order]! : Number.POSITIVE_INFINITY;
    const contactTime = contact < lastContact ? contacts.time[contact]! : Number.POSITIVE_INFINITY;
    const next = Math.min(orderTime, contactTime);
    if (next >= cutoff) break;
    const dayEnd = (Math.floor(next / millisecondsPerDay) + 1) * millisecondsPerDay;
    const until = Math.min(dayEnd, cutoff);
    let at = -1;
    for (; order < lastOrder && history.time[order]! < until; order++) {
      at = begin(history.time[order]!);
      const { values } = own;
      values[at + sinceOrder] = logDays(history.time[order]! - orderBefore);
      values[at + beforeCutoff] = logDays(cutoff - history.time[order]!);
      values[at + logValue] = Math.log1p(Math.max(0, history.value[order]!));
      values[at + logLines] = Math.log1p(history.lines[order]!);
      values[at + logPieces] = Math.log1p(Math.max(0, history.quantity[order]!));
      values[at + firstIndicator] = 1;
      values[at + firstEver] = order === firstOrder ? 1 : 0;
      orderBefore = history.time[order]!;
    }
    let seen = Number.NaN;
    for (; contact < lastContact && contacts.time[contact]! < until; contact++) {
      const kind = contacts.kind[contact]!;
      if (kind === mail) {
        mails++;
        continue;
      }
      seen = contacts.time[contact]!;
      if (at === -1) {
        at = begin(seen);
        own.values[at + orderToContact] = logDays(seen - orderBefore);
        own.values[at + contactToCutoff] = logDays(cutoff - seen);
      }
      const amount = contacts.amount[contact]!;
      own.values[at + markOf[kind]!] = kind === felt ? amount : 1;
      if (kind === returned) own.values[at + valueReturned] = Math.log1p(amount);
    }
    if (!Number.isNaN(seen)) contactBefore = seen;
  }
  const at = begin(cutoff);
  own.values[at + sinceOrder] = logDays(cutoff - orderBefore);
  own.values[at + now] = 1;
}

/** 0 where there is nothing before. */
function logDays(milliseconds: number): number {
  return Number.isNaN(milliseconds) ? 0 : Math.log1p(milliseconds / millisecondsPerDay);
}

function grown(values: Float32Array, length: number): Float32Array {
  const larger = new Float32Array(length);
  larger.set(values);
  return larger;
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
