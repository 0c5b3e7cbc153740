import { millisecondsPerDay } from '../../config/index.ts';
import { type History, type Pairs, type Profile, transposed } from '../history.ts';
import { best } from '../top.ts';

/** Who took what, arranged to find customers alike. */
export interface CustomerIndex {
  /** Customers by item. */
  readonly byItem: Pairs;
  /** Per item: ln(customers / its customers), squared: what few take says more. */
  readonly rarity: Float64Array;
  /** Per customer: the length of their vector of rarities. */
  readonly length: Float64Array;
  /** Items that each customer took lately. */
  readonly recent: Pairs;
}

const recentDays = 60;
const alike = 100;

export function indexCustomers(history: History, pairs: Pairs): CustomerIndex {
  const byItem = transposed(pairs);
  const rarity = Float64Array.from(
    { length: pairs.items },
    (_, i) => Math.log((1 + pairs.customers) / (1 + byItem.start[i + 1]! - byItem.start[i]!)) ** 2,
  );
  const length = Float64Array.from({ length: pairs.customers }, (_, c) => {
    let square = 0;
    for (let at = pairs.start[c]!; at < pairs.start[c + 1]!; at++) square += rarity[pairs.item[at]!]!;
    return Math.sqrt(square);
  });
  return { byItem, rarity, length, recent: recentPairs(history) };
}

function recentPairs(history: History): Pairs {
  const start = new Int32Array(history.start.length);
  const item: number[] = [];
  for (let c = 0; c + 1 < history.start.length; c++) {
    const own = new Set<number>();
    for (let row = history.start[c]!; row < history.start[c + 1]!; row++) {
      if (history.asOf - history.time[row]! <= recentDays * millisecondsPerDay) own.add(history.item[row]!);
    }
    item.push(...own);
    start[c + 1] = item.length;
  }
  return { customers: history.customers.length, items: history.items.length, start, item: Int32Array.from(item) };
}

/** What the 100 customers most alike took in the last 60 days, each counted by the cosine between them and the profile. */
export function scoreSimilarCustomers(index: CustomerIndex, profile: Profile, scores: Float64Array): void {
  const own = new Set(profile.item);
  const shared = new Float64Array(index.length.length);
  const met: number[] = [];
  let square = 0;
  for (const i of own) {
    // What everybody took says nothing.
    if (index.rarity[i] === 0) continue;
    square += index.rarity[i]!;
    for (let at = index.byItem.start[i]!; at < index.byItem.start[i + 1]!; at++) {
      const other = index.byItem.item[at]!;
      if (shared[other] === 0) met.push(other);
      shared[other]! += index.rarity[i]!;
    }
  }
  const others = Int32Array.from(met).sort();
  const length = Math.sqrt(square);
  const cosines = Float64Array.from(others, (other) =>
    other === profile.customer ? Number.NEGATIVE_INFINITY : shared[other]! / (index.length[other]! * length),
  );
  for (const place of best(cosines, alike)) {
    const other = others[place]!;
    for (let at = index.recent.start[other]!; at < index.recent.start[other + 1]!; at++) {
      scores[index.recent.item[at]!]! += cosines[place]!;
    }
  }
}
