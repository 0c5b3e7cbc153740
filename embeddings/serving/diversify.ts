import { best } from '../top.ts';

/**
 * The best `count` items, best first, of which no category has more than `most` as long as others can fill the list; those who cannot be replaced follow at
 * the end. Items without a category (null) are free. Overwrites `scores`.
 */
export function diverse(
  scores: Float64Array,
  categoryOf: (item: number) => string | null,
  count: number,
  most: number,
): number[] {
  const passedOver: { item: number; score: number }[] = [];
  for (;;) {
    const list = best(scores, count);
    const full = overFull(list, categoryOf, most);
    if (full === undefined) {
      const rest = passedOver.sort((a, b) => b.score - a.score || a.item - b.item).slice(0, count - list.length);
      return [...list, ...rest.map(({ item }) => item)];
    }
    const kept = new Set(list.filter((item) => categoryOf(item) === full).slice(0, most));
    for (let item = 0; item < scores.length; item++) {
      if (scores[item] === Number.NEGATIVE_INFINITY || kept.has(item) || categoryOf(item) !== full) continue;
      passedOver.push({ item, score: scores[item]! });
      scores[item] = Number.NEGATIVE_INFINITY;
    }
  }
}

function overFull(
  list: readonly number[],
  categoryOf: (item: number) => string | null,
  most: number,
): string | undefined {
  const counts = new Map<string, number>();
  for (const item of list) {
    const category = categoryOf(item);
    if (category === null) continue;
    const taken = (counts.get(category) ?? 0) + 1;
    if (taken > most) return category;
    counts.set(category, taken);
  }
  return undefined;
}
