import { type Pairs, transposed } from './history.ts';
import { type Neighbours, sparseRows } from './neighbours.ts';

/** BM25's usual constants. */
const saturation = 1.2;
const lengthShare = 0.75;

/**
 * Items are alike when the same customers take them: dot products of items' customers, weighted by BM25 (Robertson and Zaragoza 2009) with items as
 * documents and customers as terms, so that a customer who buys everything says little. Keeps `most` neighbours an item.
 */
export function fitItemItem(pairs: Pairs, most: number): Neighbours {
  const byItem = transposed(pairs);
  const documents = pairs.items;
  const averageLength = pairs.item.length / documents;
  const rarity = Float64Array.from({ length: pairs.customers }, (_, c) =>
    Math.log((1 + documents) / (1 + pairs.start[c + 1]! - pairs.start[c]!)),
  );
  const itemWeight = Float64Array.from({ length: documents }, (_, i) => {
    const length = byItem.start[i + 1]! - byItem.start[i]!;
    const norm = 1 - lengthShare + (lengthShare * length) / averageLength;
    return (saturation + 1) / (saturation * norm + 1);
  });
  return sparseRows(documents, most, (i, out) => {
    for (let at = byItem.start[i]!; at < byItem.start[i + 1]!; at++) {
      const c = byItem.item[at]!;
      const share = rarity[c]! * rarity[c]! * itemWeight[i]!;
      for (let n = pairs.start[c]!; n < pairs.start[c + 1]!; n++) {
        const j = pairs.item[n]!;
        out[j]! += share * itemWeight[j]!;
      }
    }
  });
}
