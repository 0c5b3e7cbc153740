/**
 * The inverse of a symmetric positive definite matrix (row-major, size × size), by Cholesky: A = LLᵀ, M = L⁻¹, A⁻¹ = MᵀM.
 * Overwrites `matrix`. Every inner loop runs along rows, four rows by two at a time, which is what plain JavaScript is fastest at.
 */
export function invertPositiveDefinite(matrix: Float64Array, size: number): Float64Array {
  factorise(matrix, size);
  const transposedInverse = invertedTransposed(matrix, size);
  return productWithTransposed(transposedInverse, size);
}

/** L in the lower triangle, by blocks of columns: the rows' dot products over earlier columns first, then the block itself. */
function factorise(a: Float64Array, n: number): void {
  const width = 32;
  for (let from = 0; from < n; from += width) {
    const to = Math.min(n, from + width);
    subtractDots(a, n, from, to);
    for (let j = from; j < to; j++) {
      for (let i = j; i < n; i++) {
        let sum = a[i * n + j]!;
        for (let k = from; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
        if (i > j) a[i * n + j] = sum / a[j * n + j]!;
        else if (sum > 0) a[i * n + j] = Math.sqrt(sum);
        else throw new RangeError(`the matrix is not positive definite: pivot ${i} is ${sum}`);
      }
    }
  }
}

/** a[i][j] −= Σ_{k < from} a[i][k] a[j][k] for the block's columns j and all rows i ≥ from. */
function subtractDots(a: Float64Array, n: number, from: number, to: number): void {
  if (from === 0) return;
  for (let i = from; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    const columns = Math.min(to, i + rows);
    for (let j = from; j < columns; j += 2) {
      subtractTile(a, n, i, rows, j, Math.min(2, columns - j), from);
    }
  }
}

function subtractTile(
  a: Float64Array,
  n: number,
  i: number,
  rows: number,
  j: number,
  columns: number,
  depth: number,
): void {
  const r0 = i * n;
  const r1 = (i + Math.min(1, rows - 1)) * n;
  const r2 = (i + Math.min(2, rows - 1)) * n;
  const r3 = (i + Math.min(3, rows - 1)) * n;
  const c0 = j * n;
  const c1 = (j + columns - 1) * n;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (let k = 0; k < depth; k++) {
    const x = a[c0 + k]!;
    const y = a[c1 + k]!;
    s00 += a[r0 + k]! * x;
    s01 += a[r0 + k]! * y;
    s10 += a[r1 + k]! * x;
    s11 += a[r1 + k]! * y;
    s20 += a[r2 + k]! * x;
    s21 += a[r2 + k]! * y;
    s30 += a[r3 + k]! * x;
    s31 += a[r3 + k]! * y;
  }
  const sums = [s00, s01, s10, s11, s20, s21, s30, s31];
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) a[(i + r) * n + j + c]! -= sums[2 * r + c]!;
}

/** U = (L⁻¹)ᵀ, upper triangular, row-major: column j of L⁻¹ is row j of U. */
function invertedTransposed(l: Float64Array, n: number): Float64Array {
  const u = new Float64Array(n * n);
  // Row j of U solves L x = e_j: x_i = (δ_ij − Σ_{k<i} L_ik x_k) / L_ii. Four right-hand sides share each row of L.
  for (let j = 0; j < n; j += 4) {
    const columns = Math.min(4, n - j);
    const u0 = j * n;
    const u1 = (j + Math.min(1, columns - 1)) * n;
    const u2 = (j + Math.min(2, columns - 1)) * n;
    const u3 = (j + Math.min(3, columns - 1)) * n;
    for (let i = j; i < n; i++) {
      const row = i * n;
      let s0 = i === j ? 1 : 0;
      let s1 = i === j + 1 ? 1 : 0;
      let s2 = i === j + 2 ? 1 : 0;
      let s3 = i === j + 3 ? 1 : 0;
      for (let k = j; k < i; k++) {
        const value = l[row + k]!;
        s0 -= value * u[u0 + k]!;
        s1 -= value * u[u1 + k]!;
        s2 -= value * u[u2 + k]!;
        s3 -= value * u[u3 + k]!;
      }
      const pivot = l[row + i]!;
      u[u0 + i] = s0 / pivot;
      if (columns > 1) u[u1 + i] = s1 / pivot;
      if (columns > 2) u[u2 + i] = s2 / pivot;
      if (columns > 3) u[u3 + i] = s3 / pivot;
    }
  }
  return u;
}

/** U Uᵀ of an upper triangular U: entry (i, j) is the dot product of two rows from max(i, j) on. */
function productWithTransposed(u: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    const r0 = i * n;
    const r1 = (i + Math.min(1, rows - 1)) * n;
    const r2 = (i + Math.min(2, rows - 1)) * n;
    const r3 = (i + Math.min(3, rows - 1)) * n;
    for (let j = 0; j < i + rows; j += 2) {
      const columns = Math.min(2, n - j);
      const c0 = j * n;
      const c1 = (j + columns - 1) * n;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      // Below max(i, j) one of the two factors is 0.
      for (let k = Math.max(i, j); k < n; k++) {
        const x = u[c0 + k]!;
        const y = u[c1 + k]!;
        s00 += u[r0 + k]! * x;
        s01 += u[r0 + k]! * y;
        s10 += u[r1 + k]! * x;
        s11 += u[r1 + k]! * y;
        s20 += u[r2 + k]! * x;
        s21 += u[r2 + k]! * y;
        s30 += u[r3 + k]! * x;
        s31 += u[r3 + k]! * y;
      }
      const sums = [s00, s01, s10, s11, s20, s21, s30, s31];
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          product[(i + r) * n + j + c] = sums[2 * r + c]!;
          product[(j + c) * n + i + r] = sums[2 * r + c]!;
        }
      }
    }
  }
  return product;
}
