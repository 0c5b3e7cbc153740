import { type Progress, type Random, seededRandom, silent, UserError } from '../config/index.ts';
import { type Product, type ProductId, readInteractions, readProducts, type Warehouse } from '../warehouse/index.ts';
import { chooseIals, usualIals } from './choose-ials.ts';
import { type History, historyFrom, withProducts } from './history.ts';
import { learnWeights } from './learn-weights.ts';
import { fitNextItem, nextItemSettings, refitNextItem } from './next-item/fit.ts';
import { fitParts, type Parts, scorersFrom } from './parts.ts';
import { learnRanking, type Window, windowsOf } from './ranking/learn.ts';
import { momentAt } from './ranking/moment.ts';
import { textNeighbours } from './ranking/text-neighbours.ts';
import type { ListWeights, Recommender } from './recommender.ts';
import type { Scorer } from './scorer.ts';
import { lastDays, lastRows, type Validation } from './validation.ts';

export interface TrainRecommenderOptions {
  /** The moment that the model is trained up to: no event at or after it is read. */
  readonly asOf: Date;
  readonly seed: number;
  readonly onProgress?: Progress;
}

/** What a list is for: what a customer takes within the horizon, or what they take next. */
export type Objective = 'horizon' | 'next';

export const horizonDays = 90;
/** Weights learnt from fewer customers follow chance. */
const fewestCases = 50;
const mostCases = 1500;
const textsAlike = 50;
const tooLittleForRanking =
  'there is too little history for a ranking learnt on earlier windows, which needs 200 customers who bought in each of two windows of 90 days, a month apart: the blend of the first rankings stands in';
/** What served best on the shops that we know. */
const usualWeights: ListWeights = {
  any: { 'recent-frequency': 1, frequency: 0.2, trend: 0.1, ease: 0.1 },
  new: { ease: 1, ials: 0.5, trend: 0.2 },
};

/**
 * Trains on what happened before `asOf`: every scorer, and the weights that blend them, learnt on the latest part of that time.
 * The same events and seed give the same recommender. Throws UserError where nobody took anything.
 */
export async function trainRecommender(
  warehouse: Warehouse,
  { asOf, seed, onProgress = silent }: TrainRecommenderOptions,
): Promise<Recommender> {
  const interactions = await readInteractions(warehouse, { before: asOf });
  const catalogue = await readProducts(warehouse);
  const history = withProducts(historyFrom(interactions, asOf), catalogue.keys());
  if (history.item.length === 0) {
    throw new UserError(
      `no customer took a product before ${asOf.toISOString()}, so there is nothing to learn recommendations from: read a file with orders or ratings first`,
    );
  }
  return trainOnHistory(history, catalogue, history.ordered ? 'horizon' : 'next', seed, onProgress);
}

export function trainOnHistory(
  history: History,
  catalogue: ReadonlyMap<ProductId, Product>,
  objective: Objective,
  seed: number,
  onProgress: Progress,
): Recommender {
  const random = seededRandom(seed);
  const products = history.items.map((id) => catalogue.get(id) ?? unknownProduct(id));
  const texts = textNeighbours(
    products.map(({ title }) => title),
    textsAlike,
  );
  const validation = validationOf(history, objective, random);
  const ials = validation.cases.length < fewestCases ? usualIals : chooseIals(validation, random);
  const windows = objective === 'horizon' ? windowsOf(history, texts, ials, horizonDays, random, onProgress) : [];
  const fit = (to: History) => fitParts(to, texts, ials, random, onProgress);
  const { weights, notes, epochs } = chooseWeights(history, objective, windows[0] ?? validation, fit, seed, onProgress);
  const firstStage = fit(history);
  const parts =
    epochs === undefined
      ? firstStage
      : { ...firstStage, nextItem: refitNextItem(history, nextItemSettings(history), epochs, seed, onProgress) };
  const common = { version: 'unsaved', history, products, parts, weights };
  if (objective === 'next') return { ...common, notes, second: undefined };
  if (windows.length < 2) return { ...common, notes: [...notes, tooLittleForRanking], second: undefined };
  const moment = momentAt(history, parts);
  return {
    ...common,
    notes,
    second: { ranking: learnRanking(windows, moment, random, onProgress), moment },
  };
}

interface Chosen {
  readonly weights: ListWeights;
  readonly notes: string[];
  /** How long the network over items learns; undefined where there is none. */
  readonly epochs?: number;
}

function chooseWeights(
  history: History,
  objective: Objective,
  validation: Window | Validation,
  fit: (history: History) => Parts,
  seed: number,
  onProgress: Progress,
): Chosen {
  const { earlier, cases } = validation;
  if (cases.length < fewestCases) {
    const when = objective === 'horizon' ? `both before and in the last ${horizonDays} days` : 'at least twice';
    return {
      weights: usualWeights,
      notes: [
        `${cases.length} customers took something ${when}, and learning how to blend the rankings needs ${fewestCases}: the usual weights stand in`,
      ],
    };
  }
  const parts = 'parts' in validation ? validation.parts : fit(earlier);
  const learn = (scorers: readonly Scorer[]) => learnWeights(scorers, cases, history.items.length);
  if (objective === 'horizon') return { weights: learn(scorersFrom(parts)), notes: [] };
  const { model, epochs } = fitNextItem(earlier, nextItemSettings(history), seed, onProgress);
  return { weights: learn(scorersFrom({ ...parts, nextItem: model })), notes: [], epochs };
}

function validationOf(history: History, objective: Objective, random: Random): Validation {
  return objective === 'horizon'
    ? lastDays(history, horizonDays, mostCases, random)
    : lastRows(history, mostCases, random);
}

function unknownProduct(productId: ProductId): Product {
  return {
    productId,
    title: null,
    category: null,
    brand: null,
    description: null,
    price: null,
    stock: null,
    cost: null,
    imageUrl: null,
  };
}
