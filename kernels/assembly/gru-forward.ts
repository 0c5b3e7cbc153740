import { hardSigmoid, sigmoid, tanh } from './activation';
import { copyFloats, firstStepOf, GruJob, gateRowBytes, padded, rowsOf, startOf, stateRowBytes } from './gru-job';
import { multiplyAdd } from './multiply-add';
import { product } from './product';

/**
 * A chunk's states: z, r = σ([h, x] · W + b), c = tanh([x, r ∘ h] · W + b), h' = z ∘ h + (1 − z) ∘ c (Cho et al. 2014; the reset gate before the product,
 * as in tfjs). A sequence's state is 0 until its first step.
 */
export function gruForward(job: GruJob, chunk: i32, thread: i32): void {
  const h = padded(job.units);
  const f = padded(job.features);
  const rows = rowsOf(job, chunk);
  const tileRows = (rows + 3) & ~3;
  const stateRow = stateRowBytes(job);
  const gateRow = gateRowBytes(job);
  const keep = job.saved !== 0;
  const stateStep: usize = keep ? <usize>job.chunkRows * stateRow : 0;
  const gateStep: usize = keep ? <usize>job.chunkRows * gateRow : 0;
  let states = keep
    ? job.saved + <usize>chunk * <usize>job.savedBytes
    : job.scratch + <usize>thread * <usize>job.scratchBytes;
  let gates = states + <usize>job.chunkRows * stateRow * (keep ? <usize>(job.steps + 1) : 1);
  const candidate = job.weights + ((<usize>(2 * h * (h + f))) << 2);
  const bias = candidate + ((<usize>(h * (h + f))) << 2);

  const firstStep = firstStepOf(job, chunk);
  states += <usize>firstStep * stateStep;
  gates += <usize>firstStep * gateStep;
  memory.fill(states, 0, <usize>tileRows * stateRow);
  if (job.sequences) clearOutputs(job, chunk, rows, firstStep);
  const blank = keep || job.sequences || job.starts !== 0 ? 0 : blankSteps(job, chunk, rows);
  for (let step = firstStep; step < job.steps; step++) {
    const tiles = step < blank ? 4 : tileRows;
    packInputs(job, chunk, step, rows, tiles, states + ((<usize>h) << 2), stateRow);
    product(states, stateRow, job.weights, h + f, h >> 2, gates, gateRow, tiles, bias);
    resetStates(states, stateRow, gates, gateRow, tiles, h, f, job.hardSigmoid !== 0);
    product(
      states + ((<usize>h) << 2),
      stateRow,
      candidate,
      f + h,
      h >> 3,
      gates + ((<usize>h) << 3),
      gateRow,
      tiles,
      bias + ((<usize>h) << 3),
    );
    for (let row = 0; row < tiles; row++) {
      const state = states + <usize>row * stateRow;
      const next = state + stateStep;
      if (step < startOf(job, chunk, row)) memory.fill(next, 0, (<usize>h) << 2);
      else nextState(state, gates + <usize>row * gateRow, next, h);
    }
    if (step === blank - 1) {
      for (let row = 1; row < tileRows; row++) memory.copy(states + <usize>row * stateRow, states, (<usize>h) << 2);
    }
    states += stateStep;
    gates += gateStep;
    if (job.sequences) writeOutputs(job, chunk, rows, states, stateRow, step);
  }
  if (!job.sequences) writeOutputs(job, chunk, rows, states, stateRow, 0);
}

/** Steps at the start that are zeros in every row of the chunk: they bring all sequences to the same state, so that one tile of rows is computed for all. */
function blankSteps(job: GruJob, chunk: i32, rows: i32): i32 {
  const sequence: usize = (<usize>(job.steps * job.features)) << 2;
  let from = job.inputs + <usize>(chunk * job.chunkRows) * sequence;
  let blank = job.steps;
  for (let row = 0; row < rows && blank > 0; row++, from += sequence) {
    const most = blank * job.features;
    let zeros = 0;
    while (zeros < most && load<f32>(from + ((<usize>zeros) << 2)) === 0) zeros++;
    blank = zeros / job.features;
  }
  return blank;
}

/** The step's inputs of every row into the state rows, with zeros after them, before the sequence's start and below the last row. */
function packInputs(job: GruJob, chunk: i32, step: i32, rows: i32, tileRows: i32, to: usize, stateRow: usize): void {
  const features = job.features;
  const width: usize = (<usize>padded(features)) << 2;
  const length: usize = (<usize>features) << 2;
  const sequence = <usize>job.steps * length;
  let from = job.inputs + <usize>(chunk * job.chunkRows) * sequence + <usize>step * length;
  for (let row = 0; row < tileRows; row++) {
    if (row < rows && step >= startOf(job, chunk, row)) {
      copyFloats(to, from, features);
      for (let at = length; at < width; at += 4) store<f32>(to + at, 0);
    } else {
      memory.fill(to, 0, width);
    }
    to += stateRow;
    from += sequence;
  }
}

/** The gates z and r from their sums, in place, and r ∘ h into the state rows. */
function resetStates(
  states: usize,
  stateRow: usize,
  gates: usize,
  gateRow: usize,
  rows: i32,
  h: i32,
  f: i32,
  hard: bool,
): void {
  const units: usize = (<usize>h) << 2;
  const reset = units + ((<usize>f) << 2);
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < units; at += 16) {
      const z = v128.load(gates + at);
      const r = v128.load(gates + units + at);
      const update = hard ? hardSigmoid(z) : sigmoid(z);
      const open = hard ? hardSigmoid(r) : sigmoid(r);
      v128.store(gates + at, update);
      v128.store(gates + units + at, open);
      v128.store(states + reset + at, f32x4.mul(open, v128.load(states + at)));
    }
    states += stateRow;
    gates += gateRow;
  }
}

/** The candidate from its sum, in place, and the state after the step. `next` may be `state`. */
function nextState(state: usize, gates: usize, next: usize, h: i32): void {
  const units: usize = (<usize>h) << 2;
  for (let at: usize = 0; at < units; at += 16) {
    const candidate = tanh(v128.load(gates + 2 * units + at));
    v128.store(gates + 2 * units + at, candidate);
    const before = v128.load(state + at);
    v128.store(next + at, multiplyAdd(v128.load(gates + at), f32x4.sub(before, candidate), candidate));
  }
}

function writeOutputs(job: GruJob, chunk: i32, rows: i32, states: usize, stateRow: usize, step: i32): void {
  const length: usize = (<usize>job.units) << 2;
  const sequence = job.sequences ? <usize>job.steps * length : length;
  let to = job.outputs + <usize>(chunk * job.chunkRows) * sequence + <usize>step * length;
  for (let row = 0; row < rows; row++, to += sequence, states += stateRow) copyFloats(to, states, job.units);
}

/** Zeros for the steps before any sequence of the chunk begins. */
function clearOutputs(job: GruJob, chunk: i32, rows: i32, firstStep: i32): void {
  const length: usize = (<usize>job.units) << 2;
  const sequence = <usize>job.steps * length;
  let to = job.outputs + <usize>(chunk * job.chunkRows) * sequence;
  for (let row = 0; row < rows; row++, to += sequence) memory.fill(to, 0, <usize>firstStep * length);
}
