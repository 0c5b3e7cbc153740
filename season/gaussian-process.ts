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
  let logEvidence = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i > j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 0) lower[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`the covariance is not positive definite: pivot ${i} is ${sum}`);
    }
    logEvidence -= Math.log(lower[i * n + i]!);
  }
  const weights = observed.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) weights[i]! -= lower[i * n + k]! * weights[k]!;
    weights[i]! /= lower[i * n + i]!;
    logEvidence -= weights[i]! ** 2 / 2;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) weights[i]! -= lower[k * n + i]! * weights[k]!;
    weights[i]! /= lower[i * n + i]!;
  }
  return { weights, logEvidence };
}
