import type { Boosting } from './boosting.ts';

/** The model as JSON text. */
export function serialiseBoosting({ base, trees }: Boosting): string {
  const plain = trees.map((tree) =>
    Object.fromEntries(Object.entries(tree).map(([name, values]) => [name, [...values]])),
  );
  return JSON.stringify({ base, trees: plain });
}

/** What `serialiseBoosting` wrote, the same to the bit. */
export function parseBoosting(text: string): Boosting {
  const { base, trees } = JSON.parse(text) as {
    base: number;
    trees: Record<'feature' | 'threshold' | 'left' | 'right' | 'value', number[]>[];
  };
  return {
    base,
    trees: trees.map(({ feature, threshold, left, right, value }) => ({
      feature: Int16Array.from(feature),
      threshold: Float32Array.from(threshold),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      value: Float32Array.from(value),
    })),
  };
}
