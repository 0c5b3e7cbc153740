import { type Random, seededRandom } from '../config/index.ts';

/** A random stream of its own for each purpose: what one customer does never shifts the numbers that another one gets. */
export function streamOf(seed: number, ...purpose: readonly number[]): Random {
  let mixed = seed | 0;
  for (const part of purpose) {
    mixed = Math.imul(mixed ^ (part + 0x9e3779b9), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return seededRandom(mixed);
}

/** One of the items, each with the same chance. */
export function pick<T>(items: readonly T[], random: Random): T {
  if (items.length === 0) throw new RangeError('there is nothing to pick from');
  return items[Math.floor(random() * items.length)]!;
}

/** A whole number from `low` to `high`, both included. */
export function between(low: number, high: number, random: Random): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** An index, with a chance in proportion to its weight. Weights are at least 0 and not all 0. */
export function weightedIndex(weights: ArrayLike<number>, random: Random): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  let left = random() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last;
}

/**
 * Fills a phrase: of `[a|b|c]` one is chosen, `{name}` is replaced by its slot.
 * So “[came|arrived] [two|three] days late” stands for four phrases.
 */
export function phrase(template: string, slots: Readonly<Record<string, string>>, random: Random): string {
  return template
    .replace(/\[([^\]]*)\]/g, (_, choices: string) => pick(choices.split('|'), random))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = slots[name];
      if (value === undefined) throw new Error(`the phrase “${template}” has no slot ${name}`);
      return value;
    });
}
