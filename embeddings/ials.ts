import { normal, type Random } from '../config/index.ts';
import {
  createAlternation,
  type Engine,
  gramOf,
  type Incidence,
  solveAgainst,
  solvePositiveDefinite,
} from '../kernels/index.ts';
import { type Pairs, transposed } from './history.ts';

/** Implicit alternating least squares after Rendle, Krichene, Zhang and Koren 2022, “Revisiting the Performance of iALS on Item Recommendation Benchmarks”. */
export interface IalsSettings {
  readonly factors: number;
  /** a₀: how much an item that the customer did not take counts as a “no”. */
  readonly unobservedWeight: number;
  /** λ, multiplied by (n + a₀ · others) of each row: frequency-scaled with ν = 1. */
  readonly regularisation: number;
  readonly sweeps: number;
  /** After so many days what a customer did counts half; null: it counts for ever. */
  readonly halfLifeDays: number | null;
}

/** What customers are folded in with: the item vectors and their Gram matrix. */
export interface Factors {
  readonly settings: IalsSettings;
  /** items × factors, row-major. */
  readonly itemVectors: Float32Array;
  /** a₀ VᵀV, factors × factors. */
  readonly gram: Float64Array;
}

/** Conjugate-gradient steps a row and half-sweep, started from the last sweep's vector; three come close to the exact solution. */
const stepsInTraining = 3;
/** A folded-in customer starts from zero and is solved to the end. */
const stepsInFolding = 24;

/**
 * Minimises Σ_observed c (1 − s)² + a₀ Σ_all s² + λ Σ_u (n_u + a₀ I) |w_u|² + λ Σ_i (n_i + a₀ U) |v_i|², with s = w_uᵀ v_i and c a pair's weight; a pair whose weight c is below 0 adds −c s² instead.
 * Each half-sweep solves one side row by row; `onSweep` is called after each whole one. The same pairs and random numbers give the same bytes on any number of threads.
 */
export function fitIals(
  pairs: Pairs,
  settings: IalsSettings,
  random: Random,
  onSweep: (done: number) => void = () => {},
  engine?: Engine,
): Factors {
  const { factors } = settings;
  const scale = 0.1 / Math.sqrt(factors);
  const start = Float32Array.from({ length: pairs.items * factors }, () => scale * normal(random));
  const byItem = incidenceOf(transposed(pairs));
  const alternation = createAlternation(incidenceOf(pairs), byItem, start, settings, engine);
  try {
    for (let sweep = 0; sweep < settings.sweeps; sweep++) {
      alternation.sweep(stepsInTraining);
      onSweep(sweep + 1);
    }
    const itemVectors = alternation.columnVectors();
    return { settings, itemVectors, gram: gramOf(itemVectors, settings, engine) };
  } finally {
    alternation.release();
  }
}

/** What a customer wants: by item, from −1 to 1. */
export type Taste = ReadonlyMap<number, number>;

/** The vector of a customer with this taste: one solve against the fixed item vectors. */
export function foldIn({ settings, itemVectors, gram }: Factors, taste: Taste): Float32Array {
  const { factors } = settings;
  // Only the vectors of what the taste speaks of go into the kernels' memory.
  const vectors = new Float32Array(taste.size * factors);
  const column = new Int32Array(taste.size);
  [...taste.keys()].forEach((item, place) => {
    vectors.set(itemVectors.subarray(item * factors, (item + 1) * factors), place * factors);
    column[place] = place;
  });
  const weight = Float32Array.from(taste.values());
  const one = { rows: 1, columns: taste.size, start: Int32Array.of(0, taste.size), column, weight };
  return solveAgainst(one, vectors, gram, itemVectors.length / factors, settings, stepsInFolding);
}

/** Writes what the factors say of every item for a customer's vector. */
export function scoreItems(
  { settings: { factors }, itemVectors }: Factors,
  vector: Float32Array,
  scores: Float64Array,
): void {
  const fours = factors - (factors % 4);
  for (let i = 0, at = 0; i < scores.length; i++, at += factors) {
    // Four sums side by side don't wait for each other.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < fours; k += 4) {
      a += vector[k]! * itemVectors[at + k]!;
      b += vector[k + 1]! * itemVectors[at + k + 1]!;
      c += vector[k + 2]! * itemVectors[at + k + 2]!;
      d += vector[k + 3]! * itemVectors[at + k + 3]!;
    }
    for (let k = fours; k < factors; k++) a += vector[k]! * itemVectors[at + k]!;
    scores[i] = a + b + c + d;
  }
}

/**
 * What each wanted item of the taste adds to another one's score (Hu, Koren and Volinsky 2008, section 5): with A = a₀VᵀV + Σ |c| vvᵀ + λ(n + a₀I)·1 the customer's vector is
 * A⁻¹ Σ max(c, 0) v, so that the score is the sum of c v_wantedᵀ A⁻¹ v over what the customer wants.
 */
export function carriedByFactors(
  { settings, itemVectors, gram }: Factors,
  taste: Taste,
  wanted: number,
): Map<number, number> {
  const { factors, regularisation, unobservedWeight } = settings;
  const vectorOf = (item: number) => itemVectors.subarray(item * factors, (item + 1) * factors);
  const system = Float64Array.from(gram);
  for (const [item, weight] of taste) {
    const vector = vectorOf(item);
    for (let a = 0; a < factors; a++) {
      for (let b = 0; b < factors; b++) system[a * factors + b]! += Math.abs(weight) * vector[a]! * vector[b]!;
    }
  }
  const damping = regularisation * (taste.size + (unobservedWeight * itemVectors.length) / factors);
  for (let k = 0; k < factors; k++) system[k * factors + k]! += damping;
  const direction = solvePositiveDefinite(system, Float64Array.from(vectorOf(wanted)));
  const carried = new Map<number, number>();
  for (const [item, weight] of taste) {
    if (weight <= 0) continue;
    const along = vectorOf(item).reduce((sum, value, k) => sum + value * direction[k]!, 0);
    carried.set(item, weight * along);
  }
  return carried;
}

/** The vectors of many customers, customers × factors. */
export function foldInAll({ settings, itemVectors, gram }: Factors, pairs: Pairs): Float32Array {
  return solveAgainst(incidenceOf(pairs), itemVectors, gram, pairs.items, settings, stepsInFolding);
}

function incidenceOf({ customers, items, start, item, weight }: Pairs): Incidence {
  return { rows: customers, columns: items, start, column: item, ...(weight && { weight }) };
}
