import { invertPositiveDefinite } from '../kernels/index.ts';
import type { Pairs } from './history.ts';
import { type Neighbours, sparseRows } from './neighbours.ts';

export interface EaseSettings {
  readonly regularisation: number;
  /** Only the items with the most customers take part; the work grows with the cube of their number. */
  readonly items: number;
  readonly neighbours: number;
}

/**
 * EASE (Steck 2019): the item-to-item matrix B with zero diagonal that best rebuilds the customer × item matrix X. With P = (XᵀX + λI)⁻¹,
 * B_ij = −P_ij / P_jj. The `neighbours` largest of each row are kept.
 */
export function fitEase(pairs: Pairs, settings: EaseSettings): Neighbours {
  const customers = new Int32Array(pairs.items);
  for (const item of pairs.item) customers[item]!++;
  const taking = [...customers.keys()].filter((item) => customers[item]! > 0);
  taking.sort((a, b) => customers[b]! - customers[a]! || a - b);
  const kept = taking.slice(0, settings.items);
  const place = new Int32Array(pairs.items).fill(-1);
  kept.forEach((item, index) => {
    place[item] = index;
  });
  const size = kept.length;
  const matrix = new Float64Array(size * size);
  for (let c = 0; c < pairs.customers; c++) {
    const own: number[] = [];
    for (let at = pairs.start[c]!; at < pairs.start[c + 1]!; at++) {
      if (place[pairs.item[at]!]! >= 0) own.push(place[pairs.item[at]!]!);
    }
    for (const a of own) for (const b of own) matrix[a * size + b]!++;
  }
  for (let i = 0; i < size; i++) matrix[i * size + i]! += settings.regularisation;
  invertPositiveDefinite(matrix, size);
  const diagonal = Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]!);
  return sparseRows(pairs.items, settings.neighbours, (item, out) => {
    const i = place[item]!;
    if (i < 0) return;
    for (let j = 0; j < size; j++) if (j !== i) out[kept[j]!] = -matrix[i * size + j]! / diagonal[j]!;
  });
}
