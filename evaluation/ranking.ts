/** How good ranked lists are. In all of these `ranked` lists items, best first, and `relevant` holds those that were wanted, of which there is at least one. */

/** The share of the wanted items among the first k, of those that k places can hold: hits / min(k, relevant). */
export function recallAt(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let hits = 0;
  for (let place = 0; place < Math.min(k, ranked.length); place++) if (relevant.has(ranked[place]!)) hits++;
  return hits / Math.min(k, relevant.size);
}

/** Normalised discounted cumulative gain with gains of 0 and 1 (Järvelin and Kekäläinen 2002): a hit at place p, from 1, counts 1 / log₂(p + 1). */
export function ndcgAt(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let gained = 0;
  let ideal = 0;
  for (let place = 0; place < k; place++) {
    const gain = 1 / Math.log2(place + 2);
    if (place < ranked.length && relevant.has(ranked[place]!)) gained += gain;
    if (place < relevant.size) ideal += gain;
  }
  return gained / ideal;
}
