import type { Profile } from './history.ts';

/**
 * One way to say how much a customer would want each item. A scorer is made by its file's `fit…` from a history and sees nothing newer;
 * the blend adds scorers up after dividing each by its best score, so only order and proportions within one customer count.
 */
export interface Scorer {
  readonly name: ScorerName;
  /** Writes a score for every item into `scores` (length: items); 0 is “nothing speaks for it”. An empty profile is a new customer. */
  score(profile: Profile, scores: Float64Array): void;
  /** What speaks most for the item, or undefined when nothing does. */
  why(profile: Profile, item: number): Reason | undefined;
  /** How much of the item's score each of the profile's items carries: the amounts add up to it. A scorer that looks at nothing of the customer's own has none. */
  readonly carried?: (profile: Profile, item: number) => ReadonlyMap<number, number>;
}

export const scorerNames = [
  'popularity',
  'trend',
  'frequency',
  'recent-frequency',
  'ease',
  'ease-recent',
  'item-item',
  'ials',
  'transitions',
  'gru',
  'next-basket',
] as const;
export type ScorerName = (typeof scorerNames)[number];

/** Why an item is in a list: the customer's own habit, one of the customer's products that leads to it, or what everybody buys now. */
export type Reason =
  | { readonly kind: 'own'; readonly baskets: number; readonly last: number }
  | { readonly kind: 'because-of'; readonly item: number }
  | { readonly kind: 'popular'; readonly customers: number; readonly days: number };

/** How much each scorer counts; one that is missing counts nothing. */
export type Weights = Readonly<Partial<Record<ScorerName, number>>>;
