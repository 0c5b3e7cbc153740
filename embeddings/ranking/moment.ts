import { distinctPairs, type History } from '../history.ts';
import type { Parts } from '../parts.ts';
import { type ItemStatistics, itemStatistics } from './item-statistics.ts';
import { type CustomerIndex, indexCustomers } from './similar-customers.ts';

/** All that candidates and their features are computed from: what could be known at the end of a history. */
export interface Moment {
  readonly history: History;
  readonly parts: Parts;
  readonly items: ItemStatistics;
  readonly customers: CustomerIndex;
}

/** The moment at the history's end. The parts must have been fitted to the same history. */
export function momentAt(history: History, parts: Parts): Moment {
  return {
    history,
    parts,
    items: itemStatistics(history),
    customers: indexCustomers(history, distinctPairs(history)),
  };
}
