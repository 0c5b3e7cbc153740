import { sumOfLanes, sumsOfLanes } from './lanes';
import { multiplyAdd } from './multiply-add';
import { addTransposedProduct } from './product';

/**
 * One side of alternating least squares. Every row u that has columns solves (Σ |w| v vᵀ + G + ridge I) x = Σ max(w, 0) v over its columns' vectors v and their weights w, with G = a₀ VᵀV
 * over all columns and ridge = λ (n + a₀ · columns), n its number of columns (Rendle et al. 2022; weights as Hu, Koren and Volinsky 2008). A weight below 0 is a “no” that counts so much. Vectors are rows of `width` floats, a multiple of 8, padded with zeros,
 * which stay zeros. Rows don't depend on each other, and a chunk is `chunkRows` of them: which thread takes it changes no byte.
 */
export class IalsJob {
  kind: i32 = 0;
  /** rows + 1 places in `columns`, i32. */
  start: usize = 0;
  /** The columns of each row, i32. */
  columns: usize = 0;
  /** The weight of each of them, f32; 0: all count 1. */
  weights: usize = 0;
  /** The columns' vectors. */
  fixed: usize = 0;
  /** The rows' vectors: where the solver starts, and what it finds. */
  solved: usize = 0;
  /** G, width × width. */
  gram: usize = 0;
  rows: i32 = 0;
  width: i32 = 0;
  chunkRows: i32 = 0;
  /** The most steps of conjugate gradients. */
  steps: i32 = 0;
  /** λ. */
  regularisation: f32 = 0;
  /** λ · a₀ · columns. */
  commonRidge: f32 = 0;
  /** A thread's three vectors. */
  scratch: usize = 0;
  scratchBytes: i32 = 0;
}

/** Σ v vᵀ over chunks of vectors. */
export class GramJob {
  kind: i32 = 0;
  vectors: usize = 0;
  /** With a row of zeros behind them where their number is odd. */
  rows: i32 = 0;
  width: i32 = 0;
  /** Even. */
  chunkRows: i32 = 0;
  /** A chunk's sum, width × width. */
  sums: usize = 0;
}

export function gramOfChunk(job: GramJob, chunk: i32): void {
  const rowBytes = (<usize>job.width) << 2;
  const sum = job.sums + <usize>chunk * <usize>job.width * rowBytes;
  memory.fill(sum, 0, <usize>job.width * rowBytes);
  const first = chunk * job.chunkRows;
  const rows = (min(job.chunkRows, job.rows - first) + 1) & ~1;
  const from = job.vectors + <usize>first * rowBytes;
  addTransposedProduct(from, rowBytes, from, rowBytes, rows, sum, job.width >> 2, job.width >> 3);
}

/** Conjugate gradients that are this much smaller than the right side are as good as none. Squared. */
const enough: f32 = 1e-12;
/** Squares below this are nothing: products of such numbers vanish in single precision. It is met where nothing but “no” is said. */
const nothing: f32 = 1e-24;

export function solveRows(job: IalsJob, chunk: i32, thread: i32): void {
  const rowBytes = (<usize>job.width) << 2;
  const first = chunk * job.chunkRows;
  const last = min(first + job.chunkRows, job.rows);
  const scratch = job.scratch + <usize>thread * <usize>job.scratchBytes;
  for (let row = first; row < last; row++) {
    const x = job.solved + <usize>row * rowBytes;
    const from = load<i32>(job.start + ((<usize>row) << 2));
    const count = load<i32>(job.start + ((<usize>row) << 2), 4) - from;
    if (count === 0) memory.fill(x, 0, rowBytes);
    else {
      const weights: usize = job.weights === 0 ? 0 : job.weights + ((<usize>from) << 2);
      solveRow(job, job.columns + ((<usize>from) << 2), weights, count, x, scratch);
    }
  }
}

function solveRow(job: IalsJob, columns: usize, weights: usize, count: i32, x: usize, residual: usize): void {
  const bytes = (<usize>job.width) << 2;
  const direction = residual + bytes;
  const product = direction + bytes;
  const ridge = job.regularisation * <f32>count + job.commonRidge;
  // Σ max(w, 0) v − (Σ |w| v vᵀ + G + ridge I) x = −(G + ridge I) x + Σ (max(w, 0) − |w| vᵀx) v
  apply(job, columns, weights, count, ridge, x, residual, -1, 1);
  memory.copy(direction, residual, bytes);
  let size = dot(residual, residual, bytes);
  let least = nothing;
  for (let step = 0; step < job.steps; step++) {
    if (!(size > least)) return;
    if (step === 0) least = max(nothing, size * enough);
    apply(job, columns, weights, count, ridge, direction, product, 1, 0);
    const length = size / dot(direction, product, bytes);
    const next = advance(x, residual, direction, product, length, bytes);
    const share = f32x4.splat(next / size);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(direction + at, multiplyAdd(share, v128.load(direction + at), v128.load(residual + at)));
    }
    size = next;
  }
}

/** x += length · direction; residual −= length · product; returns the residual's square. */
function advance(x: usize, residual: usize, direction: usize, product: usize, length: f32, bytes: usize): f32 {
  const forward = f32x4.splat(length);
  const back = f32x4.splat(-length);
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(x + at, multiplyAdd(forward, v128.load(direction + at), v128.load(x + at)));
    const left = multiplyAdd(back, v128.load(product + at), v128.load(residual + at));
    v128.store(residual + at, left);
    sum = multiplyAdd(left, left, sum);
  }
  return sumOfLanes(sum);
}

/** out = sign · (G + ridge I) x + Σ (target · max(w, 0) + sign · |w| vᵀx) v over the row's columns. */
function apply(
  job: IalsJob,
  columns: usize,
  weights: usize,
  count: i32,
  ridge: f32,
  x: usize,
  out: usize,
  sign: f32,
  target: f32,
): void {
  const bytes = (<usize>job.width) << 2;
  const signs = f32x4.splat(sign);
  const ridges = f32x4.splat(ridge);
  let row = job.gram;
  for (let at: usize = 0; at < bytes; at += 16, row += bytes << 2) {
    const sums = fourDots(x, row, row + bytes, row + 2 * bytes, row + 3 * bytes, bytes);
    v128.store(out + at, f32x4.mul(signs, multiplyAdd(ridges, v128.load(x + at), sums)));
  }
  const targets = f32x4.splat(target);
  let left = count;
  for (; left >= 4; left -= 4, columns += 16) {
    const v0 = job.fixed + <usize>load<i32>(columns) * bytes;
    const v1 = job.fixed + <usize>load<i32>(columns, 4) * bytes;
    const v2 = job.fixed + <usize>load<i32>(columns, 8) * bytes;
    const v3 = job.fixed + <usize>load<i32>(columns, 12) * bytes;
    let along = f32x4.mul(signs, fourDots(x, v0, v1, v2, v3, bytes));
    if (weights === 0) along = f32x4.add(along, targets);
    else {
      const weight = v128.load(weights);
      along = multiplyAdd(f32x4.abs(weight), along, f32x4.mul(targets, f32x4.max(weight, f32x4.splat(0))));
      weights += 16;
    }
    const a0 = v128.shuffle<f32>(along, along, 0, 0, 0, 0);
    const a1 = v128.shuffle<f32>(along, along, 1, 1, 1, 1);
    const a2 = v128.shuffle<f32>(along, along, 2, 2, 2, 2);
    const a3 = v128.shuffle<f32>(along, along, 3, 3, 3, 3);
    for (let at: usize = 0; at < bytes; at += 32) {
      let low = v128.load(out + at);
      let high = v128.load(out + at, 16);
      low = multiplyAdd(a0, v128.load(v0 + at), low);
      high = multiplyAdd(a0, v128.load(v0 + at, 16), high);
      low = multiplyAdd(a1, v128.load(v1 + at), low);
      high = multiplyAdd(a1, v128.load(v1 + at, 16), high);
      low = multiplyAdd(a2, v128.load(v2 + at), low);
      high = multiplyAdd(a2, v128.load(v2 + at, 16), high);
      low = multiplyAdd(a3, v128.load(v3 + at), low);
      high = multiplyAdd(a3, v128.load(v3 + at, 16), high);
      v128.store(out + at, low);
      v128.store(out + at, high, 16);
    }
  }
  for (; left > 0; left--, columns += 4) {
    const vector = job.fixed + <usize>load<i32>(columns) * bytes;
    let weight: f32 = 1;
    if (weights !== 0) {
      weight = load<f32>(weights);
      weights += 4;
    }
    const along = f32x4.splat(target * max<f32>(weight, 0) + sign * abs<f32>(weight) * dot(x, vector, bytes));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, multiplyAdd(along, v128.load(vector + at), v128.load(out + at)));
    }
  }
}

/** xᵀa, xᵀb, xᵀc, xᵀd. */
function fourDots(x: usize, a: usize, b: usize, c: usize, d: usize, bytes: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let at: usize = 0; at < bytes; at += 32) {
    let value = v128.load(x + at);
    s0 = multiplyAdd(value, v128.load(a + at), s0);
    s1 = multiplyAdd(value, v128.load(b + at), s1);
    s2 = multiplyAdd(value, v128.load(c + at), s2);
    s3 = multiplyAdd(value, v128.load(d + at), s3);
    value = v128.load(x + at, 16);
    s0 = multiplyAdd(value, v128.load(a + at, 16), s0);
    s1 = multiplyAdd(value, v128.load(b + at, 16), s1);
    s2 = multiplyAdd(value, v128.load(c + at, 16), s2);
    s3 = multiplyAdd(value, v128.load(d + at, 16), s3);
  }
  return sumsOfLanes(s0, s1, s2, s3);
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = multiplyAdd(v128.load(a + at), v128.load(b + at), sum);
  return sumOfLanes(sum);
}
