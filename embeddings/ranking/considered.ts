import type { Profile } from '../history.ts';
import { type Candidates, candidatesOf } from './candidates.ts';
import { featuresOf } from './features.ts';
import type { Moment } from './moment.ts';

/** What was considered for a customer at a moment: the candidates, and their features as columns. */
export interface Considered extends Pick<Candidates, 'item' | 'own'> {
  readonly columns: readonly Float32Array[];
}

export function consider(moment: Moment, profile: Profile): Considered {
  const candidates = candidatesOf(moment, profile);
  const { item, own } = candidates;
  return { item, own, columns: featuresOf(moment, profile, candidates) };
}
