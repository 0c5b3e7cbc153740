export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

/** Edges of the first simplex. */
const firstStep = 0.5;

/**
 * The minimum of a function without derivatives that Nelder and Mead's simplex finds from `start` (The Computer Journal 7, 1965: reflection 1, expansion 2, contraction and shrinkage ½).
 * It ends when the simplex's values differ by less than `tolerance`, or after `mostSteps`.
 */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  { tolerance = 1e-9, mostSteps = 2000 }: { readonly tolerance?: number; readonly mostSteps?: number } = {},
): Minimum {
  const point = (at: readonly number[]): Minimum => ({ at, value: f(at) });
  let simplex = [point(start), ...start.map((_, i) => point(start.map((x, j) => (i === j ? x + firstStep : x))))];
  for (let step = 0; step < mostSteps; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (worst.value - best.value < tolerance * (1 + Math.abs(best.value))) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, { at }) => sum + at[i]!, 0) / others.length);
    const along = (distance: number) => point(centre.map((x, i) => x + distance * (worst.at[i]! - x)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < others.at(-1)!.value) {
      simplex = [...others, reflected];
    } else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex = [...others, contracted];
      else simplex = simplex.map(({ at }) => point(at.map((x, i) => best.at[i]! + 0.5 * (x - best.at[i]!))));
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}
