import { millisecondsPerDay, type Progress, silent, UserError } from '../config/index.ts';
import { readInteractions, readProducts, readTimeSpan, type Warehouse } from '../warehouse/index.ts';
import { diversityCost } from './diversity-cost.ts';
import { distinctPairs, type History, historyFrom, profileOf, withoutLastRows, withProducts } from './history.ts';
import type { Case } from './learn-weights.ts';
import { accuracy, calibrationError, type Figures, type ScoredList, variety } from './list-figures.ts';
import { type ListKind, type Ranker, rankBy, rankByWeights } from './models.ts';
import { orderChance, type SecondStage, scoreByRanking } from './ranking/ranking.ts';
import type { Recommender } from './recommender.ts';
import type { ScorerName, Weights } from './scorer.ts';
import { best } from './top.ts';
import { horizonDays, trainOnHistory } from './train.ts';

export interface EvaluateRecommendOptions {
  /** `time-split`: the days after a cutoff, new products and any; `leave-last-out`: each customer's last row, among what they never took before. */
  readonly protocol: 'time-split' | 'leave-last-out';
  /** Of time-split; without one the last 90 days are the test. */
  readonly cutoff?: Date;
  readonly seed: number;
  readonly onProgress?: Progress;
}

/** Expected calibration errors, of lists of new products and of any. */
export interface Calibration {
  /** Of the chance to buy, whether they order or not: over everybody with a product before the cutoff. */
  readonly everybody: Figures;
  /** Of the chance to buy if they order: over the test's customers, who all did. */
  readonly ordering: Figures;
}

export interface RecommendFigures {
  /** Customers in the test. */
  readonly users: number;
  /** Products in the training part. */
  readonly items: number;
  readonly holdfast: Readonly<Record<string, number | Figures>>;
  /** How far the chances in the first 20 places are from what came true; left out where scores are no chances. */
  readonly calibration?: Calibration;
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number | Figures>>>>;
  /** What diversity costs and gives, at three strengths; left out where no product has a category. Of lists of any product, or of new ones for leave-last-out. */
  readonly diversity?: ReturnType<typeof diversityCost>;
  readonly notes: readonly string[];
  readonly seconds: number;
}

const baselineWeights: Readonly<Record<string, Weights>> = {
  popularity: { popularity: 1 },
  frequency: { frequency: 1, trend: 1e-6 },
  'item-item': { 'item-item': 1 },
  ease: { ease: 1 },
  ials: { ials: 1 },
  transitions: { transitions: 1 },
} satisfies Record<string, Partial<Record<ScorerName, number>>>;

/** How well it is foreseen what customers take, on time or rows that were held back, beside simpler rules on the same. Throws UserError where nothing is left to test on. */
export async function evaluateRecommend(
  warehouse: Warehouse,
  options: EvaluateRecommendOptions,
): Promise<RecommendFigures> {
  const { protocol, seed, onProgress = silent } = options;
  const started = performance.now();
  const catalogue = await readProducts(warehouse);
  const { history, cases } =
    protocol === 'time-split' ? await timeSplit(warehouse, options.cutoff) : await leaveLastOut(warehouse);
  if (cases.length === 0) {
    throw new UserError(
      'no customer took something both in the training part and in the test part: choose an earlier or a later --cutoff, or read a longer file',
    );
  }
  const recommender = trainOnHistory(
    withProducts(history, []),
    catalogue,
    protocol === 'time-split' ? 'horizon' : 'next',
    seed,
    onProgress,
  );
  const measure = protocol === 'time-split' ? newAndAny : nextOne;
  const scored = (rank: (kind: ListKind) => Ranker) => measure(history, cases, rank);
  const baselines = Object.fromEntries(
    Object.entries({ ...baselineWeights, ...(recommender.parts.nextItem && { gru: { gru: 1 } }) }).map(
      ([name, weights]) => [name, scored(() => rankByWeights(recommender, weights))],
    ),
  );
  return {
    users: cases.length,
    items: new Set(history.item).size,
    holdfast: scored((kind) => rankBy(recommender, kind, 'best')),
    ...(recommender.second && { calibration: calibrationOf(recommender, recommender.second, cases) }),
    ...(recommender.products.some(({ category }) => category !== null) && {
      diversity: costOfDiversity(recommender, cases, protocol === 'time-split' ? 'any' : 'new'),
    }),
    baselines: { ...baselines, blend: scored((kind) => rankBy(recommender, kind, 'blend')) },
    notes: recommender.notes,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
}

/** `cases`: those of the test. Everybody else bought nothing that was known. */
function calibrationOf({ history }: Recommender, second: SecondStage, cases: readonly Case[]): Calibration {
  const bought = new Map(cases.map((one) => [one.profile.customer, one.relevant]));
  const customers = [...history.customers.keys()].filter((c) => history.start[c + 1]! > history.start[c]!);
  const scores = new Float64Array(history.items.length);
  const everybody = { new: [] as ScoredList[], any: [] as ScoredList[] };
  const ordering = { new: [] as ScoredList[], any: [] as ScoredList[] };
  for (const customer of customers) {
    const one = { profile: profileOf(history, customer), relevant: bought.get(customer) ?? new Set<number>() };
    scoreByRanking(second, one.profile, scores);
    const orders = orderChance(second.ranking, one.profile);
    for (const kind of ['any', 'new'] as const) {
      const list = listOf(one, scores, kind);
      everybody[kind].push(list);
      if (list.relevant.size > 0) ordering[kind].push({ ...list, scores: list.scores.map((score) => score / orders) });
    }
  }
  const errors = (lists: typeof everybody) => ({ new: calibrationError(lists.new), any: calibrationError(lists.any) });
  return { everybody: errors(everybody), ordering: errors(ordering) };
}

interface Split {
  readonly history: History;
  readonly cases: readonly Case[];
}

async function timeSplit(warehouse: Warehouse, given: Date | undefined): Promise<Split> {
  const span = await readTimeSpan(warehouse);
  if (!span) throw new UserError('the file holds no event, so there is nothing to test on');
  const cutoff = given ?? new Date(span.last.getTime() + 1 - horizonDays * millisecondsPerDay);
  const until = new Date(cutoff.getTime() + horizonDays * millisecondsPerDay);
  const history = historyFrom(await readInteractions(warehouse, { before: cutoff }), cutoff);
  const test = historyFrom(await readInteractions(warehouse, { from: cutoff, before: until }), until);
  const items = new Map(history.items.map((id, index) => [id, index]));
  const customers = new Map(history.customers.map((id, index) => [id, index]));
  const taken = new Set(history.item);
  const cases = test.customers.flatMap((id, index) => {
    const customer = customers.get(id);
    if (customer === undefined || history.start[customer] === history.start[customer + 1]) return [];
    const own = [...test.item.subarray(test.start[index]!, test.start[index + 1]!)];
    const relevant = new Set(own.map((item) => items.get(test.items[item]!) ?? -1).filter((item) => taken.has(item)));
    return relevant.size > 0 ? [{ profile: profileOf(history, customer), relevant }] : [];
  });
  return { history, cases };
}

async function leaveLastOut(warehouse: Warehouse): Promise<Split> {
  const span = await readTimeSpan(warehouse);
  if (!span) throw new UserError('the file holds no event, so there is nothing to test on');
  const end = new Date(span.last.getTime() + 1);
  const whole = historyFrom(await readInteractions(warehouse, { before: end }), end);
  const history = withoutLastRows(whole);
  const cases = whole.customers.flatMap((_, customer) => {
    const last = whole.start[customer + 1]! - 1;
    const profile = profileOf(history, customer);
    const item = whole.item[last];
    if (item === undefined || profile.item.length === 0 || profile.item.includes(item)) return [];
    return [{ profile, relevant: new Set([item]) }];
  });
  return { history, cases };
}

function newAndAny(of: History, cases: readonly Case[], rank: (kind: ListKind) => Ranker) {
  const kind = (kind: ListKind) => {
    const own = lists(of, cases, rank(kind), kind);
    return { ...accuracy(own, [20]), ...varietyOf(of, own) };
  };
  return { new: kind('new'), any: kind('any') };
}

function nextOne(of: History, cases: readonly Case[], rank: (kind: ListKind) => Ranker) {
  const own = lists(of, cases, rank('new'), 'new');
  return { ...accuracy(own, [10, 20]), ...varietyOf(of, own) };
}

/** Of those who took something that the lists may hold. */
function lists({ items }: History, cases: readonly Case[], ranker: Ranker, kind: ListKind): ScoredList[] {
  const scores = new Float64Array(items.length);
  return cases.flatMap((one) => {
    ranker.score(one.profile, scores);
    const list = listOf(one, scores, kind);
    return list.relevant.size > 0 ? [list] : [];
  });
}

/** Overwrites scores of what the list may not hold. */
function listOf({ profile, relevant }: Case, scores: Float64Array, kind: ListKind): ScoredList {
  const own = new Set(kind === 'new' ? profile.item : []);
  for (const item of own) scores[item] = Number.NEGATIVE_INFINITY;
  const ranked = best(scores, 20);
  return {
    ranked,
    scores: ranked.map((item) => scores[item]!),
    relevant: new Set([...relevant].filter((item) => !own.has(item))),
  };
}

function varietyOf(history: History, own: readonly ScoredList[]): Figures {
  return variety(own, customersOf(history), history.customers.length);
}

function costOfDiversity(recommender: Recommender, cases: readonly Case[], kind: ListKind) {
  return diversityCost(recommender, cases, rankBy(recommender, kind, 'best'), kind, customersOf(recommender.history));
}

/** By item, how many customers took it. */
function customersOf(history: History): Float64Array {
  const customers = new Float64Array(history.items.length);
  for (const item of distinctPairs(history).item) customers[item]!++;
  return customers;
}
