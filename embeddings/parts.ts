import type { Progress, Random } from '../config/index.ts';
import { fitEase } from './ease.ts';
import { frequencyScorer } from './frequency.ts';
import { basketPairs, distinctPairs, type History } from './history.ts';
import { type Factors, fitIals, type IalsSettings } from './ials.ts';
import { ialsScorer } from './ials-scorer.ts';
import { fitItemItem } from './item-item.ts';
import { type Fading, type Neighbours, neighbourScorer, noFading } from './neighbours.ts';
import type { NextItemModel } from './next-item/model.ts';
import { nextItemScorer } from './next-item/scorer.ts';
import { fitPopularity, popularityScorer } from './popularity.ts';
import type { Scorer } from './scorer.ts';
import { tastes } from './signals.ts';
import { fitTransitions } from './transitions.ts';

/** What the scorers are made of: plain arrays, which can be written to a file and read back. */
export interface Parts {
  /** Whether a step from row to row is an order's (the baskets are sets) or a single choice's. */
  readonly ordered: boolean;
  readonly popularity: Float32Array;
  readonly trend: Float32Array;
  readonly ease: Neighbours;
  readonly itemItem: Neighbours;
  readonly transitions: Neighbours;
  /** What lies in one basket, where there are orders. */
  readonly together: Neighbours;
  /** Products whose titles are alike. */
  readonly texts: Neighbours;
  readonly factors: Factors;
  /** The network over items, where lists are for what comes next. */
  readonly nextItem?: NextItemModel;
}

export const trendDays = 28;
const everDays = 36_500;
const recentHalfLifeDays = 90;
/** EASE's cost grows with the cube: 3,500 items take seconds. */
const easeSettings = { regularisation: 300, items: 3500, neighbours: 400 };
const itemItemNeighbours = 100;
const rowTransitions = { step: 'row', ahead: 7, smoothing: 5, damping: 0.5, neighbours: 400 } as const;
const basketTransitions = { step: 'basket', ahead: 3, smoothing: 5, damping: 0.5, neighbours: 400 } as const;

/** Fits every part to the history, the factors by the given settings; `texts` are the same at every moment. The same history and seed give the same bytes. */
export function fitParts(
  history: History,
  texts: Neighbours,
  ials: IalsSettings,
  random: Random,
  onProgress: Progress,
): Parts {
  const pairs = distinctPairs(history);
  const steps = ['popularity', 'ease', 'item-item', 'transitions', 'factors'].length;
  let done = 0;
  const step = <T>(part: T): T => {
    onProgress(++done, steps, 'parts');
    return part;
  };
  return {
    ordered: history.ordered,
    popularity: fitPopularity(history, everDays),
    trend: step(fitPopularity(history, trendDays)),
    ease: step(fitEase(pairs, easeSettings)),
    itemItem: step(fitItemItem(pairs, itemItemNeighbours)),
    transitions: step(fitTransitions(history, history.ordered ? basketTransitions : rowTransitions)),
    together: fitItemItem(history.ordered ? basketPairs(history) : pairs, itemItemNeighbours),
    texts,
    factors: step(fitIals(tastes(history, ials.halfLifeDays), ials, random)),
  };
}

/** Every scorer that the parts carry. */
export function scorersFrom(parts: Parts): Scorer[] {
  return [
    popularityScorer(parts.popularity, 'popularity', everDays),
    popularityScorer(parts.trend, 'trend', trendDays),
    frequencyScorer('frequency', Number.POSITIVE_INFINITY),
    frequencyScorer('recent-frequency', recentHalfLifeDays),
    neighbourScorer('ease', parts.ease, noFading),
    neighbourScorer('ease-recent', parts.ease, parts.ordered ? byBasket : byRow(50)),
    neighbourScorer('item-item', parts.itemItem, noFading),
    neighbourScorer('transitions', parts.transitions, parts.ordered ? byBasket : byRow(3)),
    ialsScorer(parts.factors),
    ...(parts.nextItem ? [nextItemScorer(parts.nextItem)] : []),
  ];
}

const byBasket: Fading = (_, basketsBack) => 0.5 ** (basketsBack / 2);
const byRow =
  (halfLife: number): Fading =>
  (rowsBack) =>
    0.5 ** (rowsBack / halfLife);
