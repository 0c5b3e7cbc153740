import { normal, type Random } from '../config/index.ts';
import { type Pairs, transposed } from './history.ts';

/** Implicit alternating least squares after Rendle, Krichene, Zhang and Koren 2022, “Revisiting the Performance of iALS on Item Recommendation Benchmarks”. */
export interface IalsSettings {
  readonly factors: number;
  /** a₀: how much an item that the customer did not take counts as a “no”. */
  readonly unobservedWeight: number;
  /** λ, multiplied by (n + a₀ · others) of each row: frequency-scaled with ν = 1. */
  readonly regularisation: number;
  readonly sweeps: number;
}

/** What customers are folded in with: the item vectors and their Gram matrix. */
export interface Factors {
  readonly settings: IalsSettings;
  /** items × factors, row-major. */
  readonly itemVectors: Float64Array;
  /** a₀ VᵀV, factors × factors. */
  readonly gram: Float64Array;
}

/** Conjugate-gradient steps a row and half-sweep, started from the last sweep's vector; three come close to the exact solution. */
const stepsInTraining = 3;
/** A folded-in customer starts from zero and is solved to the end. */
const stepsInFolding = 24;

/**
 * Minimises Σ_observed (1 − s)² + a₀ Σ_all s² + λ Σ_u (n_u + a₀ I) |w_u|² + λ Σ_i (n_i + a₀ U) |v_i|², with s = w_uᵀ v_i.
 * Each half-sweep solves one side row by row; `onSweep` is called after each whole one.
 */
export function fitIals(
  pairs: Pairs,
  settings: IalsSettings,
  random: Random,
  onSweep: (done: number) => void = () => {},
): Factors {
  const { factors, unobservedWeight } = settings;
  const byItem = transposed(pairs);
  const scale = 0.1 / Math.sqrt(factors);
  const customerVectors = Float64Array.from({ length: pairs.customers * factors }, () => scale * normal(random));
  const itemVectors = Float64Array.from({ length: pairs.items * factors }, () => scale * normal(random));
  for (let sweep = 0; sweep < settings.sweeps; sweep++) {
    solveSide(pairs, itemVectors, customerVectors, settings);
    solveSide(byItem, customerVectors, itemVectors, settings);
    onSweep(sweep + 1);
  }
  return { settings, itemVectors, gram: gramOf(itemVectors, factors, unobservedWeight) };
}

/** The vector of a customer who took these items: one solve against the fixed item vectors. */
export function foldIn(model: Factors, items: Iterable<number>): Float64Array {
  const vector = new Float64Array(model.settings.factors);
  const taken = Int32Array.from(items);
  if (taken.length > 0) {
    const others = model.itemVectors.length / model.settings.factors;
    solveRow(taken, model.itemVectors, model.gram, vector, others, model.settings, stepsInFolding);
  }
  return vector;
}

function solveSide(pairs: Pairs, fixed: Float64Array, solved: Float64Array, settings: IalsSettings): void {
  const { factors } = settings;
  const gram = gramOf(fixed, factors, settings.unobservedWeight);
  for (let row = 0; row < pairs.customers; row++) {
    const taken = pairs.item.subarray(pairs.start[row]!, pairs.start[row + 1]!);
    const vector = solved.subarray(row * factors, (row + 1) * factors);
    if (taken.length === 0) vector.fill(0);
    else solveRow(taken, fixed, gram, vector, pairs.items, settings, stepsInTraining);
  }
}

/** Solves (Σ_taken v vᵀ + a₀ VᵀV + λ(n + a₀ · others) I) x = Σ_taken v by conjugate gradients, from what stands in `x`. */
function solveRow(
  taken: Int32Array,
  fixed: Float64Array,
  gram: Float64Array,
  x: Float64Array,
  others: number,
  { factors: d, unobservedWeight, regularisation }: IalsSettings,
  steps: number,
): void {
  const ridge = regularisation * (taken.length + unobservedWeight * others);
  const residual = new Float64Array(d);
  const product = new Float64Array(d);
  applySystem(taken, fixed, gram, ridge, x, product);
  for (const item of taken) for (let k = 0; k < d; k++) residual[k]! += fixed[item * d + k]!;
  for (let k = 0; k < d; k++) residual[k]! -= product[k]!;
  const direction = residual.slice();
  let size = dot(residual, residual);
  for (let step = 0; step < steps && size > 1e-18; step++) {
    applySystem(taken, fixed, gram, ridge, direction, product);
    const length = size / dot(direction, product);
    for (let k = 0; k < d; k++) {
      x[k]! += length * direction[k]!;
      residual[k]! -= length * product[k]!;
    }
    const next = dot(residual, residual);
    for (let k = 0; k < d; k++) direction[k] = residual[k]! + (next / size) * direction[k]!;
    size = next;
  }
}

/** out = (Σ_taken v vᵀ + gram + ridge I) x. */
function applySystem(
  taken: Int32Array,
  fixed: Float64Array,
  gram: Float64Array,
  ridge: number,
  x: Float64Array,
  out: Float64Array,
): void {
  const d = x.length;
  for (let k = 0; k < d; k++) {
    let sum = ridge * x[k]!;
    for (let m = 0; m < d; m++) sum += gram[k * d + m]! * x[m]!;
    out[k] = sum;
  }
  for (let t = 0; t < taken.length; t++) {
    const at = taken[t]! * d;
    let along = 0;
    for (let k = 0; k < d; k++) along += fixed[at + k]! * x[k]!;
    for (let k = 0; k < d; k++) out[k]! += along * fixed[at + k]!;
  }
}

/** a₀ VᵀV. */
function gramOf(vectors: Float64Array, d: number, unobservedWeight: number): Float64Array {
  const gram = new Float64Array(d * d);
  for (let at = 0; at < vectors.length; at += d) {
    for (let k = 0; k < d; k++) {
      const value = unobservedWeight * vectors[at + k]!;
      for (let m = 0; m < d; m++) gram[k * d + m]! += value * vectors[at + m]!;
    }
  }
  return gram;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
