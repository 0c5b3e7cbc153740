import { factorise, solveLower, solveUpper } from '../kernels/index.ts';

/** What a Gaussian process with zero mean makes of observations at n points. */
export interface Fit {
  /** The posterior mean at x is Σ weight · covariance(x, point). */
  readonly weights: Float64Array;
  /** Log of the observations' likelihood, less n/2 · log 2π. */
  readonly logEvidence: number;
}

/**
 * Exact regression by Cholesky's decomposition (Rasmussen and Williams 2006, algorithm 2.1). `covariance` is n × n, row by row, noise included; only its lower triangle is read.
 * Throws RangeError where it is not positive definite.
 */
export function fitGaussianProcess(covariance: Float64Array, observed: Float64Array): Fit {
  const n = observed.length;
  const lower = covariance.slice();
  factorise(lower, n);
  let logEvidence = 0;
  for (let i = 0; i < n; i++) logEvidence -= Math.log(lower[i * n + i]!);
  const weights = observed.slice();
  solveLower(lower, weights);
  for (const weight of weights) logEvidence -= weight ** 2 / 2;
  solveUpper(lower, weights);
  return { weights, logEvidence };
}
