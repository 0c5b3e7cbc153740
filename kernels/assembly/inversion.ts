/**
 * The two steps that invert a symmetric positive definite matrix A by blocks, in place. A = LLᵀ and U = (L⁻¹)ᵀ: below a block of columns stand rows of A that become rows of L, above it rows of U,
 * and both solve x L_IIᵀ = (what stood there) − (the row to the left) · (L's rows of the block to the left)ᵀ, so that a block of columns is one pass over all rows. Then A⁻¹ = UUᵀ.
 *
 * The matrix is row by row in f64, its size a multiple of `block`. A chunk is `block` rows, and every number is summed over k from the lowest on, multiplied and added in two roundings: which
 * thread takes a chunk, and whether the machine has a fused multiply-add, changes no byte.
 */
export class InversionJob {
  kind: i32 = 0;
  matrix: usize = 0;
  size: i32 = 0;
  /** The first chunk's first row. */
  first: i32 = 0;
  /** The block's first column. */
  from: i32 = 0;
  /** The block's rows, of the columns that are summed over: in panels of 4 rows, each of them columns × 4. */
  packed: usize = 0;
  /** L_IIᵀ without its diagonal, block × block, and behind it the diagonal; 0: nothing is solved. */
  pivots: usize = 0;
  /** block × block a thread. */
  scratch: usize = 0;
}

const block = 32;
const blockBytes: usize = block << 3;
const tileRows = 4;
/** So many columns of 32 packed rows stay in the nearest cache. */
const depthAtOnce = 128;

/** Solves a chunk's rows for a block of columns. The block's own rows are left alone, unless nothing is solved. */
export function eliminateRows(job: InversionJob, chunk: i32, thread: i32): void {
  const row = job.first + chunk * block;
  if (job.pivots !== 0 && row === job.from) return;
  const above = job.from > row;
  const sums = job.scratch + <usize>thread * blockBytes * block;
  memory.fill(sums, 0, blockBytes * block);
  // Left of its diagonal a row of U is 0, and what stands there is L.
  addRows(job, row, above ? row : 0, job.from, 0, sums);
  const rowBytes = (<usize>job.size) << 3;
  let to = job.matrix + <usize>row * rowBytes + ((<usize>job.from) << 3);
  for (let r = 0; r < block; r++, to += rowBytes) {
    for (let at: usize = 0; at < blockBytes; at += 16) {
      const before = above ? f64x2.splat(0) : v128.load(to + at);
      v128.store(to + at, f64x2.sub(before, v128.load(sums + <usize>r * blockBytes + at)));
    }
  }
  if (job.pivots === 0) return;
  to = job.matrix + <usize>row * rowBytes + ((<usize>job.from) << 3);
  for (let r = 0; r < block; r += tileRows, to += rowBytes << 2) solveFour(to, rowBytes, job.pivots);
}

/** Writes Σ_k U_ik U_jk of a chunk's rows i and the block's rows j. The sums begin at the block, left of which its rows are 0. */
export function squareRows(job: InversionJob, chunk: i32, thread: i32): void {
  const row = job.first + chunk * block;
  const sums = job.scratch + <usize>thread * blockBytes * block;
  memory.fill(sums, 0, blockBytes * block);
  addRows(job, row, job.from, job.size, job.from, sums);
  const rowBytes = (<usize>job.size) << 3;
  const to = job.matrix + <usize>row * rowBytes + ((<usize>job.from) << 3);
  for (let r: usize = 0; r < <usize>block; r++) memory.copy(to + r * rowBytes, sums + r * blockBytes, blockBytes);
}

/** Adds to `sums` the products of a chunk's rows with the packed ones, over the columns from `begin` to `end`; the packed rows begin at column `origin`. */
function addRows(job: InversionJob, row: i32, begin: i32, end: i32, origin: i32, sums: usize): void {
  const rowBytes = (<usize>job.size) << 3;
  const panelBytes = (<usize>(end - origin)) << 5;
  const rows = job.matrix + <usize>row * rowBytes;
  for (let k = begin; k < end; k += depthAtOnce) {
    const depth = min(depthAtOnce, end - k);
    let from = rows + ((<usize>k) << 3);
    for (let r: usize = 0; r < <usize>block; r += tileRows, from += rowBytes << 2) {
      let panel = job.packed + ((<usize>(k - origin)) << 5);
      for (let at: usize = 0; at < blockBytes; at += 32, panel += panelBytes) {
        addTile(from, rowBytes, panel, depth, sums + r * blockBytes + at);
      }
    }
  }
}

/** Adds 4 rows × 4 packed rows, over `depth` columns, an even number. */
function addTile(a: usize, aStride: usize, b: usize, depth: i32, sums: usize): void {
  let c00 = v128.load(sums);
  let c01 = v128.load(sums, 16);
  let c10 = v128.load(sums + blockBytes);
  let c11 = v128.load(sums + blockBytes, 16);
  let c20 = v128.load(sums + 2 * blockBytes);
  let c21 = v128.load(sums + 2 * blockBytes, 16);
  let c30 = v128.load(sums + 3 * blockBytes);
  let c31 = v128.load(sums + 3 * blockBytes, 16);
  let a1 = a + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  const end = b + ((<usize>depth) << 5);
  while (b < end) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let s = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(s, b0));
    c01 = f64x2.add(c01, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a1);
    c10 = f64x2.add(c10, f64x2.mul(s, b0));
    c11 = f64x2.add(c11, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a2);
    c20 = f64x2.add(c20, f64x2.mul(s, b0));
    c21 = f64x2.add(c21, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a3);
    c30 = f64x2.add(c30, f64x2.mul(s, b0));
    c31 = f64x2.add(c31, f64x2.mul(s, b1));

    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    s = v128.load_splat<f64>(a, 8);
    c00 = f64x2.add(c00, f64x2.mul(s, b0));
    c01 = f64x2.add(c01, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a1, 8);
    c10 = f64x2.add(c10, f64x2.mul(s, b0));
    c11 = f64x2.add(c11, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a2, 8);
    c20 = f64x2.add(c20, f64x2.mul(s, b0));
    c21 = f64x2.add(c21, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(a3, 8);
    c30 = f64x2.add(c30, f64x2.mul(s, b0));
    c31 = f64x2.add(c31, f64x2.mul(s, b1));
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b += 64;
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums + blockBytes, c10);
  v128.store(sums + blockBytes, c11, 16);
  v128.store(sums + 2 * blockBytes, c20);
  v128.store(sums + 2 * blockBytes, c21, 16);
  v128.store(sums + 3 * blockBytes, c30);
  v128.store(sums + 3 * blockBytes, c31, 16);
}

/** x Lᵀ = c for 4 rows in place, side by side: each x once it is known is taken off what follows. */
function solveFour(x0: usize, stride: usize, transposed: usize): void {
  const x1 = x0 + stride;
  const x2 = x1 + stride;
  const x3 = x2 + stride;
  const pivots = transposed + blockBytes * block;
  for (let k: usize = 0; k < blockBytes; k += 8, transposed += blockBytes) {
    const pivot = load<f64>(pivots + k);
    const s0 = load<f64>(x0 + k) / pivot;
    const s1 = load<f64>(x1 + k) / pivot;
    const s2 = load<f64>(x2 + k) / pivot;
    const s3 = load<f64>(x3 + k) / pivot;
    store<f64>(x0 + k, s0);
    store<f64>(x1 + k, s1);
    store<f64>(x2 + k, s2);
    store<f64>(x3 + k, s3);
    for (let at = (k + 8) & ~15; at < blockBytes; at += 16) {
      const l = v128.load(transposed + at);
      v128.store(x0 + at, f64x2.sub(v128.load(x0 + at), f64x2.mul(f64x2.splat(s0), l)));
      v128.store(x1 + at, f64x2.sub(v128.load(x1 + at), f64x2.mul(f64x2.splat(s1), l)));
      v128.store(x2 + at, f64x2.sub(v128.load(x2 + at), f64x2.mul(f64x2.splat(s2), l)));
      v128.store(x3 + at, f64x2.sub(v128.load(x3 + at), f64x2.mul(f64x2.splat(s3), l)));
    }
  }
}
