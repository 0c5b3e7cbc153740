/**
 * What a pass over a batch is given, and how its buffers are laid out. `units` and `features` below are padded to multiples of 8 with zeros, and a chunk's
 * rows to a multiple of 4; padded units stay 0 by themselves.
 *
 * state row (one sequence at one step): the state before the step [units] | input [features] | reset gate × state before [units]
 * gate row: update z [units] | reset r [units] | candidate h [units]; the backward pass puts the gates' gradients in their place
 * gradient row: of the state [units] | of the input [features] | of reset gate × state [units]
 *
 * A chunk is `chunkRows` sequences. Which thread takes a chunk changes no byte of the result: a chunk has its own rows of every buffer and its own sums.
 */
export class GruJob {
  kind: i32 = 0;
  /** batch × steps × features, not padded. */
  inputs: usize = 0;
  /** batch × units, or batch × steps × units; not padded. */
  outputs: usize = 0;
  /** The first step of each sequence that is not padding, batch i32; 0: none is padded. */
  starts: usize = 0;
  batch: i32 = 0;
  steps: i32 = 0;
  features: i32 = 0;
  units: i32 = 0;
  chunkRows: i32 = 0;
  hardSigmoid: i32 = 0;
  /** 1: outputs are the states after every step; 0: after the last. */
  sequences: i32 = 0;
  /** See `packWeights`. */
  weights: usize = 0;
  /** A chunk's state rows of every step and one more, then its gate rows; 0: nothing is kept for the backward pass. */
  saved: usize = 0;
  savedBytes: i32 = 0;
  /** A thread's state rows and gate rows of one step. */
  scratch: usize = 0;
  scratchBytes: i32 = 0;
  /** As `outputs`. */
  outputGradient: usize = 0;
  /** A chunk's sums: see `gradientFloats`. */
  gradients: usize = 0;
  gradientBytes: i32 = 0;
  /** As `inputs`; 0: not wanted. */
  inputGradient: usize = 0;
}

export function padded(size: i32): i32 {
  return (size + 7) & ~7;
}

/** Bytes of a state row. */
export function stateRowBytes(job: GruJob): usize {
  return (<usize>(2 * padded(job.units) + padded(job.features))) << 2;
}

/** Bytes of a gate row. */
export function gateRowBytes(job: GruJob): usize {
  return (<usize>(3 * padded(job.units))) << 2;
}

/** Sequences in the chunk. */
export function rowsOf(job: GruJob, chunk: i32): i32 {
  return min(job.chunkRows, job.batch - chunk * job.chunkRows);
}

/** The first step at which any sequence of the chunk has begun; `steps` if none ever does. */
export function firstStepOf(job: GruJob, chunk: i32): i32 {
  if (job.starts === 0) return 0;
  let first = job.steps;
  const rows = rowsOf(job, chunk);
  for (let row = 0; row < rows; row++) first = min(first, startOf(job, chunk, row));
  return first;
}

/** The sequence's first step that is not padding. */
export function startOf(job: GruJob, chunk: i32, row: i32): i32 {
  if (job.starts === 0 || chunk * job.chunkRows + row >= job.batch) return 0;
  return load<i32>(job.starts + ((<usize>(chunk * job.chunkRows + row)) << 2));
}

/** Copies `count` floats. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; left > 0; left--, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

/** Adds `count` floats to those at `to`. */
export function addFloats(to: usize, from: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; left > 0; left--, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}
