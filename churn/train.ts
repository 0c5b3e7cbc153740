import { createHash } from 'node:crypto';
import { millisecondsPerDay, type Progress, type Random, seededRandom, silent, UserError } from '../config/index.ts';
import type { Orders, TextFeeling, Warehouse } from '../warehouse/index.ts';
import { lifetimeValue, ordersAhead } from './ahead.ts';
import { startBackend } from './backend.ts';
import { buyingHistories } from './buying-history.ts';
import { fitBuyingModel } from './buying-model.ts';
import { recentEvents } from './check-drift.ts';
import { driftReference, type EventMix } from './drift.ts';
import { predictHeldOut } from './held-out-prediction.ts';
import { type History, readHistory } from './history.ts';
import { labelsOf } from './labels.ts';
import { fitLateOrders } from './late-orders.ts';
import type { ChurnModel, Predictor, TrainedOn } from './model.ts';
import { predict } from './prediction.ts';
import { seasonNotes } from './season-notes.ts';
import { trainSequencePredictor } from './sequence-predictor.ts';
import { silenceCurves } from './silence-curves.ts';
import { trainSimplePredictor } from './simple-predictor.ts';
import { inParts, type Snapshot, selectCustomers, snapshotAt, thinned } from './snapshot.ts';
import { fitSpendSpread, type SpendSpread } from './spend-spread.ts';
import { enoughCustomers } from './thinning.ts';
import { firstOrderTime, trainingCutoffs, unfinishedCutoffs } from './training-cutoffs.ts';

export interface TrainChurnOptions {
  /** The moment that the model is trained up to: no event at or after it is read. */
  readonly asOf: Date;
  /** Churn means: no order in this many days. */
  readonly horizonDays: number;
  readonly seed: number;
  /** The networks read so many of a customer's latest steps, the cutoff itself among them. */
  readonly mostEvents: number;
  /** How texts sound to somebody who read none from `asOf` on; left out, what the warehouse says. */
  readonly feelings?: readonly TextFeeling[];
  readonly onProgress?: Progress;
}

/** Below these, networks have too little to learn from. */
const fewestCustomers = 200;
const fewestDays = 90;
/** Of customers who left, and of those who stayed, at the latest labelled cutoff. */
const fewestOfEach = 25;
/** One row is one customer at one cutoff. Larger shops are sampled by customer. */
const mostRows = 80_000;
/** So many customers tell the rhythm of buying, and how scores lie at the end of the training. */
const customersForRhythm = 50_000;
/** The spread of spend is taken from the latest cutoffs. */
const spreadCutoffs = 4;

/**
 * Trains on the orders and contacts before `asOf`. A shop that is too small or too young for networks gets the simpler model that foretells its own past best, and `notes` says so.
 * The same history and seed give the same model on the same tensor engine. Throws UserError without any order.
 */
export async function trainChurn(warehouse: Warehouse, options: TrainChurnOptions): Promise<ChurnModel> {
  const history = await readHistory(warehouse, {
    before: options.asOf,
    feelings: options.feelings,
    mostCustomers: enoughCustomers,
    onProgress: options.onProgress ?? silent,
  });
  if (history.time.length === 0) {
    throw new UserError(
      `there is no order before ${options.asOf.toISOString()}, so there is nothing to learn churn from: read a file with orders first`,
    );
  }
  return trainOnHistory(history, await recentEvents(warehouse, options.asOf, options.horizonDays), options);
}

/** The same on a history that is read already, all of it before `asOf`; `events` are those of the last horizon before it. */
export async function trainOnHistory(
  history: History,
  events: EventMix,
  options: Omit<TrainChurnOptions, 'feelings'>,
): Promise<ChurnModel> {
  const { asOf, horizonDays, seed, mostEvents, onProgress = silent } = options;
  await startBackend();
  const random = seededRandom(seed);
  const labelled = trainingCutoffs(history, asOf.getTime(), horizonDays);
  const everything = sampled(
    [...labelled, ...unfinishedCutoffs(asOf.getTime(), horizonDays)].map((cutoff) => snapshotAt(history, cutoff)),
    random,
  );
  const snapshots = everything.slice(0, labelled.length);
  const unfinished = everything.slice(labelled.length);
  const lacking = whatIsLacking(history, snapshots, asOf.getTime(), horizonDays);
  const whole = lacking === undefined;
  const trained = whole
    ? await trainSequencePredictor(history, snapshots, unfinished, asOf.getTime(), {
        horizonDays,
        mostSteps: mostEvents,
        seed,
        onProgress,
      })
    : await trainSimplePredictor(history, snapshots, asOf.getTime(), { horizonDays, seed, onProgress });
  const now = thinned(snapshotAt(history, asOf.getTime()), customersForRhythm);
  const fitted = {
    version: 'unsaved',
    horizonDays,
    trainedOn: describe(history, asOf, seed),
    notes: whole
      ? seasonNotes(trained.predictor, history, asOf, horizonDays)
      : [`${lacking}: ${standIn(trained.predictor)} stands in for the recurrent network`],
    predictor: trained.predictor,
    buying: fitBuyingModel(history, now),
    histories: trained.histories,
  };
  const model = { ...fitted, lateOrders: fitLateOrders(fitted, history, snapshots, asOf.getTime()) };
  const spendSpread = spendSpreadAt(model, history, snapshots.slice(0, spreadCutoffs));
  return {
    ...model,
    ...(spendSpread ? { spendSpread } : { notes: [...fitted.notes, withoutSpread] }),
    drift: driftReference(
      events,
      Float64Array.from([...inParts(now)].flatMap((part) => [...predict(model, history, part).churnProbability])),
    ),
  };
}

/** How far customers' spend in the horizons after the snapshots strayed from what the parts of the model expected that never learnt from them. */
function spendSpreadAt(
  model: Pick<ChurnModel, 'predictor' | 'buying' | 'horizonDays' | 'lateOrders' | 'trainedOn'>,
  history: History,
  snapshots: readonly Snapshot[],
): SpendSpread | undefined {
  const { horizonDays } = model;
  const parts = snapshots.map((snapshot) => {
    const prediction = predictHeldOut(model, history, snapshot);
    const histories = buyingHistories(history, snapshot);
    const ordered = ordersAhead(model, histories, prediction, silenceCurves(model, histories, prediction), horizonDays);
    return {
      silence: prediction.churnProbability,
      orders: ordered,
      spend: lifetimeValue(model, histories, prediction, ordered, ordered),
      spent: labelsOf(history, snapshot, horizonDays).spend,
    };
  });
  const joined = (column: keyof (typeof parts)[number]) =>
    Float64Array.from(parts.flatMap((part) => [...part[column]]));
  const expected = { silence: joined('silence'), orders: joined('orders'), spend: joined('spend') };
  return fitSpendSpread(expected, joined('spent'));
}

/** Why the shop's orders do not carry networks; undefined when they do. */
function whatIsLacking(
  orders: Orders,
  [latest]: readonly Snapshot[],
  asOf: number,
  horizonDays: number,
): string | undefined {
  const days = Math.floor((asOf - firstOrderTime(orders)) / millisecondsPerDay);
  if (days < fewestDays || latest === undefined) {
    const needed = Math.max(fewestDays, Math.ceil(1.5 * horizonDays));
    return `the shop's orders cover ${days} days, and foretelling ${horizonDays} days needs ${needed}`;
  }
  const customers = latest.customer.length;
  if (customers < fewestCustomers) {
    return `one horizon before the end the shop had ${customers} customers, and the network needs ${fewestCustomers}`;
  }
  const until = latest.cutoff + horizonDays * millisecondsPerDay;
  let stayed = 0;
  for (let i = 0; i < customers; i++) {
    const row = latest.end[i]!;
    if (orders.customer[row] === latest.customer[i] && orders.time[row]! < until) stayed++;
  }
  if (Math.min(stayed, customers - stayed) < fewestOfEach) {
    return `of ${customers} customers ${stayed} came back in the latest ${horizonDays} days, and the network needs ${fewestOfEach} who did and ${fewestOfEach} who did not`;
  }
  return undefined;
}

/** Of a shop in which no interval can be put around the value of a year. */
const withoutSpread =
  'too few customers ordered in past horizons to tell how far the value of a year may stray: it comes without an interval, take it for a guess';

function standIn(predictor: Predictor): string {
  return predictor.kind === 'bg_nbd'
    ? 'the BG/NBD model of buying rhythm'
    : 'a logistic regression on the orders and contacts before every past horizon';
}

/** The same customers are kept at every cutoff. */
function sampled(snapshots: Snapshot[], random: Random): Snapshot[] {
  const rows = snapshots.reduce((sum, { customer }) => sum + customer.length, 0);
  if (rows <= mostRows) return snapshots;
  const draws = new Map<number, boolean>();
  const kept = (customer: number) => {
    if (!draws.has(customer)) draws.set(customer, random() < mostRows / rows);
    return draws.get(customer)!;
  };
  return snapshots.map((snapshot) =>
    selectCustomers(
      snapshot,
      [...snapshot.customer.keys()].filter((row) => kept(snapshot.customer[row]!)),
    ),
  );
}

function describe(history: History, asOf: Date, seed: number): TrainedOn {
  const { contacts, purchases } = history;
  const { products, ...bought } = purchases;
  const hash = createHash('sha256').update(history.customers.join('\n')).update(products.join('\n'));
  const orders = [history.customer, history.time, history.value, history.lines, history.quantity];
  for (const column of [...orders, ...Object.values(contacts), ...Object.values(bought)]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return {
    asOf: asOf.toISOString(),
    customers: history.customers.length,
    orders: history.time.length,
    seed,
    digest: hash.digest('hex'),
  };
}
