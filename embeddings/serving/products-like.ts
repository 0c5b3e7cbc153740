import type { Recommender } from '../recommender.ts';
import type { TextVectors } from '../text/text-vectors.ts';

/**
 * Writes how like the query every product is into `scores`, by the recommender's own arrays: factors or words; −Infinity where a product has no such vector. What the vector store finds
 * too, for as long as the store is away or holds another training's vectors.
 */
export function scoreLikeness(
  { products, parts }: Recommender,
  text: TextVectors,
  { vector, query }: { readonly vector: 'factors' | 'text'; readonly query: Float32Array },
  scores: Float64Array,
): void {
  const rowOf = new Map(text.ids.map((id, row) => [id, row]));
  const values = vector === 'factors' ? parts.factors.itemVectors : text.values;
  const width = query.length;
  for (const [item, { productId }] of products.entries()) {
    const row = vector === 'text' ? rowOf.get(productId) : parts.popularity[item]! >= 1 ? item : undefined;
    scores[item] = row === undefined ? Number.NEGATIVE_INFINITY : cosine(values, row * width, query);
  }
}

/** The cosine of the vector at `from` with a query of length 1; −Infinity for zeros. */
function cosine(values: Float32Array, from: number, query: Float32Array): number {
  let product = 0;
  let squares = 0;
  for (let k = 0; k < query.length; k++) {
    product += values[from + k]! * query[k]!;
    squares += values[from + k]! ** 2;
  }
  return squares === 0 ? Number.NEGATIVE_INFINITY : product / Math.sqrt(squares);
}
