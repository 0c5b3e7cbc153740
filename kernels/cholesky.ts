/**
 * Cholesky's decomposition A = LLᵀ of a symmetric positive definite matrix (size × size, row by row), whose lower triangle alone is read and becomes L.
 * Throws RangeError where it is not positive definite.
 */
export function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      if (i > j) matrix[i * size + j] = sum / matrix[j * size + j]!;
      else if (sum > 0) matrix[i * size + i] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite: a pivot is ${sum}`);
    }
  }
}

/** Solves L x = b for what `factorise` left, in place of b. */
export function solveLower(lower: Float64Array, x: Float64Array): void {
  const size = x.length;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
}

/** Solves Lᵀ x = b for what `factorise` left, in place of b. */
export function solveUpper(lower: Float64Array, x: Float64Array): void {
  const size = x.length;
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
}

/** Solves A x = b for a symmetric positive definite A, whose lower triangle alone is read. Throws RangeError where it is not. */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array): Float64Array {
  const lower = a.slice();
  const x = b.slice();
  factorise(lower, x.length);
  solveLower(lower, x);
  solveUpper(lower, x);
  return x;
}
