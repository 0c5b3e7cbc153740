import type { Recommender } from '../../../embeddings/recommender.ts';
import { hashedEmbedding, type TextVectors, textVectorsOf } from '../../../embeddings/text/text-vectors.ts';

/** As if trained anew: other factors, and what was in trend is not. */
export function otherVersion(recommender: Recommender): Recommender {
  const { parts } = recommender;
  return {
    ...recommender,
    parts: {
      ...parts,
      trend: parts.trend.toReversed(),
      factors: { ...parts.factors, itemVectors: parts.factors.itemVectors.toReversed() },
    },
  };
}

export function textOf({ products }: Recommender, seed: number): Promise<TextVectors> {
  return textVectorsOf(products, new Map(), hashedEmbedding(seed));
}
