import type { Product } from '../warehouse/index.ts';
import type { History } from './history.ts';
import type { Parts } from './parts.ts';
import type { SecondStage } from './ranking/ranking.ts';
import type { Weights } from './scorer.ts';

/** All that is needed to say what a customer would love: what everybody took, what was learnt from it, and what the shop sells. */
export interface Recommender {
  /** The fingerprint of its files; `unsaved` until it is loaded from them. */
  readonly version: string;
  /** What a person should know of it: above all, when there is too little to learn from. */
  readonly notes: readonly string[];
  readonly history: History;
  /** By item number. */
  readonly products: readonly Product[];
  readonly parts: Parts;
  readonly weights: ListWeights;
  /** Ranks what the parts propose; undefined where lists are for what comes next, or there is too little history. */
  readonly second: SecondStage | undefined;
}

/** Weights of lists that may hold anything, and of those that hold only what the customer never took. */
export interface ListWeights {
  readonly any: Weights;
  readonly new: Weights;
}
