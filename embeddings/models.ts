import { type Blend, blend } from './blend.ts';
import { scorersFrom } from './parts.ts';
import { carriedByRanking } from './ranking/carried.ts';
import { scoreByRanking } from './ranking/ranking.ts';
import type { Recommender } from './recommender.ts';
import type { Weights } from './scorer.ts';

/** What may rank a list: the recommender's best way, or one part of it for comparison. */
export const models = ['best', 'factors', 'transitions', 'gru', 'blend'] as const;
export type Model = (typeof models)[number];

/** A list that may hold anything, or only what the customer never took. */
export type ListKind = 'any' | 'new';

/** What scores every item for a customer, and says what carried one. */
export type Ranker = Pick<Blend, 'score' | 'carried'>;

/** How the model ranks lists of the kind. Without a second stage, and for customers without a history, the blend is the best way. */
export function rankBy(recommender: Recommender, kind: ListKind, model: Model): Ranker {
  const { second, weights } = recommender;
  const blended = rankByWeights(recommender, partOf(model) ?? weights[kind]);
  if (model !== 'best' || !second) return blended;
  return {
    score(profile, scores) {
      if (profile.item.length === 0) blended.score(profile, scores);
      else scoreByRanking(second, profile, scores);
    },
    carried(profile, item) {
      if (profile.item.length === 0) return blended.carried(profile, item);
      return carriedByRanking(second, profile, item, blended.carried(profile, item).own);
    },
  };
}

export function rankByWeights({ parts, products }: Recommender, weights: Weights): Ranker {
  return blend(scorersFrom(parts), weights, products.length);
}

function partOf(model: Model): Weights | undefined {
  if (model === 'factors') return { ials: 1 };
  if (model === 'transitions') return { transitions: 1 };
  if (model === 'gru') return { gru: 1 };
  return undefined;
}
