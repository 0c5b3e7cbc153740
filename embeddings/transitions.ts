import type { History } from './history.ts';
import { type Neighbours, sparseRows } from './neighbours.ts';

export interface TransitionSettings {
  /** `row`: distance is counted in rows, as in a sequence of single choices; `basket`: in baskets, and items of one basket do not lead to each other. */
  readonly step: 'row' | 'basket';
  /** How many steps ahead still count; a step d ahead counts 1/d. */
  readonly ahead: number;
  /** Both items' counts are smoothed by this and taken to the power `damping` to divide the weight. */
  readonly smoothing: number;
  readonly damping: number;
  readonly neighbours: number;
}

/** What customers take after an item: the weight of i → j is Σ 1/distance over all places where j follows i, divided by (count_i + s)^d (count_j + s)^d. */
export function fitTransitions(history: History, settings: TransitionSettings): Neighbours {
  const { item, basket, start } = history;
  const places = placesByItem(history);
  const counts = Float64Array.from(places, (rows) => (rows.length + settings.smoothing) ** settings.damping);
  return sparseRows(history.items.length, settings.neighbours, (from, out) => {
    for (const { row, end } of places[from]!) {
      for (let next = row + 1; next < end; next++) {
        const distance = settings.step === 'row' ? next - row : basket[next]! - basket[row]!;
        if (distance > settings.ahead) break;
        if (distance > 0) out[item[next]!]! += 1 / distance;
      }
    }
    for (let to = 0; to < out.length; to++) if (out[to] !== 0) out[to]! /= counts[from]! * counts[to]!;
  });

  function placesByItem({ items, customers }: History): { row: number; end: number }[][] {
    const found: { row: number; end: number }[][] = items.map(() => []);
    for (let c = 0; c < customers.length; c++) {
      const end = start[c + 1]!;
      for (let row = start[c]!; row < end; row++) found[item[row]!]!.push({ row, end });
    }
    return found;
  }
}
