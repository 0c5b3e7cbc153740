import { sumsOfLanes } from './lanes';
import { multiplyAdd } from './multiply-add';

/**
 * The fields of a search for several queries at once. Vectors and queries are rows of `width` floats, a multiple of 4, padded with zeros. A chunk is `chunkRows`
 * rows, few enough to stay in a near cache while every query passes over them, and has a list of the best for each query: `wanted` scores, then `wanted` rows,
 * best first, the row -1 where there are fewer.
 */
export class TopKJob {
  kind: i32 = 0;
  vectors: usize = 0;
  rows: i32 = 0;
  width: i32 = 0;
  chunkRows: i32 = 0;
  queries: usize = 0;
  queryCount: i32 = 0;
  wanted: i32 = 0;
  /** An address a query, of one bit a row, lowest first; 0: every row may be found. */
  allowed: usize = 0;
  found: usize = 0;
}

/** Scores a chunk's rows by their dot product with each query and keeps the best; of equal scores the lower row. */
export function searchTopK(job: TopKJob, chunk: i32): void {
  const listBytes = (<usize>job.wanted) << 3;
  const queryBytes = (<usize>job.width) << 2;
  let found = job.found + <usize>chunk * <usize>job.queryCount * listBytes;
  let query = job.queries;
  for (let q = 0; q < job.queryCount; q++, query += queryBytes, found += listBytes) {
    searchForOne(job, chunk, query, load<usize>(job.allowed + ((<usize>q) << 2)), found);
  }
}

/** Four rows at a time. */
function searchForOne(job: TopKJob, chunk: i32, query: usize, allowed: usize, scores: usize): void {
  const rows = scores + ((<usize>job.wanted) << 2);
  for (let at = 0; at < job.wanted; at++) {
    store<f32>(scores + ((<usize>at) << 2), -Infinity);
    store<i32>(rows + ((<usize>at) << 2), -1);
  }
  const first = chunk * job.chunkRows;
  const last = min(first + job.chunkRows, job.rows);
  const rowBytes = (<usize>job.width) << 2;
  const end = query + rowBytes;
  let least: f32 = -Infinity;
  let row = first;
  let vector = job.vectors + <usize>row * rowBytes;
  for (; row + 4 <= last; row += 4) {
    const second = vector + rowBytes;
    const third = second + rowBytes;
    const fourth = third + rowBytes;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let q = query, at: usize = 0; q < end; q += 16, at += 16) {
      const x = v128.load(q);
      s0 = multiplyAdd(x, v128.load(vector + at), s0);
      s1 = multiplyAdd(x, v128.load(second + at), s1);
      s2 = multiplyAdd(x, v128.load(third + at), s2);
      s3 = multiplyAdd(x, v128.load(fourth + at), s3);
    }
    vector = fourth + rowBytes;
    const four = sumsOfLanes(s0, s1, s2, s3);
    // A score that only equals the least kept comes from a later row, and loses.
    if (v128.any_true(f32x4.gt(four, f32x4.splat(least)))) {
      least = offer(job.wanted, allowed, scores, rows, least, f32x4.extract_lane(four, 0), row);
      least = offer(job.wanted, allowed, scores, rows, least, f32x4.extract_lane(four, 1), row + 1);
      least = offer(job.wanted, allowed, scores, rows, least, f32x4.extract_lane(four, 2), row + 2);
      least = offer(job.wanted, allowed, scores, rows, least, f32x4.extract_lane(four, 3), row + 3);
    }
  }
  for (; row < last; row++, vector += rowBytes) {
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      sum = multiplyAdd(v128.load(query + at), v128.load(vector + at), sum);
    }
    const score = f32x4.extract_lane(sumsOfLanes(sum, sum, sum, sum), 0);
    least = offer(job.wanted, allowed, scores, rows, least, score, row);
  }
}

/** Puts the row in its place among the best if it is allowed and good enough; returns the least score of a full list. */
function offer(wanted: i32, allowed: usize, scores: usize, rows: usize, least: f32, score: f32, row: i32): f32 {
  if (!(score > least)) return least;
  if (allowed !== 0 && ((<i32>load<u8>(allowed + (row >> 3)) >> (row & 7)) & 1) === 0) return least;
  let at = wanted - 1;
  for (; at > 0 && load<f32>(scores + ((<usize>(at - 1)) << 2)) < score; at--) {
    store<f32>(scores + ((<usize>at) << 2), load<f32>(scores + ((<usize>(at - 1)) << 2)));
    store<i32>(rows + ((<usize>at) << 2), load<i32>(rows + ((<usize>(at - 1)) << 2)));
  }
  store<f32>(scores + ((<usize>at) << 2), score);
  store<i32>(rows + ((<usize>at) << 2), row);
  return load<f32>(scores + ((<usize>(wanted - 1)) << 2));
}
