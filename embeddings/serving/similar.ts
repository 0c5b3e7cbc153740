import { UserError } from '../../config/index.ts';
import type { ProductId } from '../../warehouse/index.ts';
import type { Recommender } from '../recommender.ts';
import { normalise } from '../text/hashed.ts';
import type { TextVectors } from '../text/text-vectors.ts';
import type { Filter } from './filter.ts';
import { hasFactors, vectorFilter } from './item-vectors.ts';
import { scoreLikeness } from './products-like.ts';
import { listed, type Recommendation } from './recommend.ts';
import { inStore, recommendations, type VectorRoom } from './vector-room.ts';
import { warm } from './warm.ts';

/**
 * The products most like this one that pass the filter, best first, searched in the store: those that the same customers take (cosine of factors), or, for a product that
 * nobody took yet, those with the most similar words (cosine of text vectors). While the store is away, or holds the vectors of a training that died before its end, the
 * recommender's own are searched instead. Throws a UserError for a product that is not known, or has neither customers nor words.
 */
export async function similarProducts(
  recommender: Recommender,
  { store, text }: VectorRoom,
  product: ProductId,
  { limit, filter = {} }: { readonly limit: number; readonly filter?: Filter },
): Promise<Recommendation[]> {
  const item = knownItem(recommender, product);
  const query = hasFactors(recommender, item) ? factorsOf(recommender, item) : wordsOf(text, product);
  normalise(query.query);
  const withoutProducts = new Set(filter.withoutProducts).add(product);
  const narrowed = { ...filter, withoutProducts };
  const found = await inStore(recommender, { store, text }, { ...query, limit, filter: vectorFilter(narrowed) });
  if (found) return recommendations(recommender, found);
  const scores = new Float64Array(recommender.products.length);
  scoreLikeness(recommender, text, query, scores);
  return listed(recommender, scores, limit, limit, narrowed, new Set());
}

interface Likeness {
  readonly vector: 'factors' | 'text';
  readonly query: Float32Array;
}

/** The product's number. Throws a UserError for one that the recommender was not trained on. */
export function knownItem(recommender: Recommender, product: ProductId): number {
  const item = warm(recommender).itemNumber.get(product);
  if (item !== undefined) return item;
  throw new UserError(
    `there is no product “${product}” in the recommender: read the product file and run “holdfast train”, or check the id`,
  );
}

function factorsOf({ parts: { factors } }: Recommender, item: number): Likeness {
  const width = factors.settings.factors;
  return { vector: 'factors', query: factors.itemVectors.slice(item * width, (item + 1) * width) };
}

function wordsOf({ ids, dimensions, values }: TextVectors, product: ProductId): Likeness {
  const row = ids.indexOf(product);
  const query = values.slice(row * dimensions, (row + 1) * dimensions);
  if (row >= 0 && query.some((value) => value !== 0)) return { vector: 'text', query };
  throw new UserError(
    `nobody bought “${product}” yet, and it has no title or description, so nothing tells what it is like: give it a title in the product file`,
  );
}
