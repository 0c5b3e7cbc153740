import type { Boosting } from './boosting.ts';

/**
 * What each column adds to a row's logit beside `base`: along the row's path through each tree, the change of the node's value goes to the column that the
 * split asked (Saabas 2014). `base` and all shares sum to the logit.
 */
export function attributions(
  { base, trees }: Boosting,
  columns: readonly Float32Array[],
  row: number,
): { base: number; shares: number[] } {
  const shares = columns.map(() => 0);
  let start = base;
  for (const { feature, threshold, left, right, value } of trees) {
    start += value[0]!;
    for (let node = 0; feature[node]! >= 0; ) {
      const column = feature[node]!;
      const next = columns[column]![row]! > threshold[node]! ? right[node]! : left[node]!;
      shares[column]! += value[next]! - value[node]!;
      node = next;
    }
  }
  return { base: start, shares };
}
