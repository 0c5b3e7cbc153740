import { hardSigmoidSlope, sigmoidSlope } from './activation';
import {
  addFloats,
  copyFloats,
  firstStepOf,
  GruJob,
  gateRowBytes,
  padded,
  rowsOf,
  startOf,
  stateRowBytes,
} from './gru-job';
import { gradientFloats } from './gru-weights';
import { multiplyAdd } from './multiply-add';
import { addTransposedProduct, product } from './product';

/** Back-propagation through time over what `gruForward` kept of a chunk, which it uses up: sums of the weights' gradients, and the inputs' gradient if it is wanted. */
export function gruBackward(job: GruJob, chunk: i32, thread: i32): void {
  const h = padded(job.units);
  const f = padded(job.features);
  const units: usize = (<usize>h) << 2;
  const rows = rowsOf(job, chunk);
  const tileRows = (rows + 3) & ~3;
  const stateRow = stateRowBytes(job);
  const gateRow = gateRowBytes(job);
  const stateStep = <usize>job.chunkRows * stateRow;
  const gateStep = <usize>job.chunkRows * gateRow;
  let states = job.saved + <usize>chunk * <usize>job.savedBytes + <usize>job.steps * stateStep;
  let gates = states + stateStep + <usize>job.steps * gateStep;
  const own = job.scratch + <usize>thread * <usize>job.scratchBytes;
  const candidateBack = job.weights + ((<usize>(3 * h * (h + f) + 3 * h)) << 2);
  const gatesBack = candidateBack + ((<usize>(h * (h + f))) << 2);
  const gateSums = job.gradients + <usize>chunk * <usize>job.gradientBytes;
  const candidateSums = gateSums + ((<usize>(2 * h * (h + f))) << 2);
  const biasSums = candidateSums + ((<usize>(h * (h + f))) << 2);
  const ofInputs = job.inputGradient !== 0;
  // Without the inputs' gradient its columns are not computed: they come first in one product and last in the other.
  const skipped = ofInputs ? 0 : f;

  memory.fill(gateSums, 0, (<usize>gradientFloats(job.features, job.units)) << 2);
  memory.fill(own, 0, <usize>tileRows * stateRow);
  if (!job.sequences) addOutputGradient(job, chunk, rows, 0, own, stateRow);
  const firstStep = firstStepOf(job, chunk);
  for (let step = job.steps - 1; step >= firstStep; step--) {
    states -= stateStep;
    gates -= gateStep;
    if (job.sequences) addOutputGradient(job, chunk, rows, step, own, stateRow);
    for (let row = 0; row < tileRows; row++) {
      const gate = gates + <usize>row * gateRow;
      const gradient = own + <usize>row * stateRow;
      if (step < startOf(job, chunk, row)) {
        memory.fill(gate, 0, gateRow);
        memory.fill(gradient, 0, units);
      } else {
        backThroughState(states + <usize>row * stateRow, gate, gradient, units, job.hardSigmoid !== 0);
      }
    }
    product(
      gates + 2 * units,
      gateRow,
      candidateBack + ((<usize>(skipped * h)) << 2),
      h,
      (f + h - skipped) >> 3,
      own + units + ((<usize>skipped) << 2),
      stateRow,
      tileRows,
      1,
    );
    for (let row = 0; row < tileRows; row++) {
      backThroughReset(
        states + <usize>row * stateRow,
        gates + <usize>row * gateRow + units,
        own + <usize>row * stateRow,
        units,
        units + ((<usize>f) << 2),
        job.hardSigmoid !== 0,
      );
    }
    product(gates, gateRow, gatesBack, 2 * h, (h + f - skipped) >> 3, own, stateRow, tileRows, 0);
    if (ofInputs) writeInputGradient(job, chunk, rows, step, own + units, stateRow);
    addTransposedProduct(states, stateRow, gates, gateRow, tileRows, gateSums, (h + f) >> 2, h >> 2);
    addTransposedProduct(
      states + units,
      stateRow,
      gates + 2 * units,
      gateRow,
      tileRows,
      candidateSums,
      (f + h) >> 2,
      h >> 3,
    );
    for (let row = 0; row < tileRows; row++) addFloats(biasSums, gates + <usize>row * gateRow, 3 * h);
  }
  if (ofInputs) clearInputGradient(job, chunk, rows, firstStep);
}

/** From the state's gradient to those of the update gate's and the candidate's sums, in the gates' place; z ∘ the state's gradient stays in its place. */
function backThroughState(state: usize, gates: usize, gradient: usize, units: usize, hard: bool): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < units; at += 16) {
    const z = v128.load(gates + at);
    const candidate = v128.load(gates + 2 * units + at);
    const dState = v128.load(gradient + at);
    const dCandidate = f32x4.mul(dState, f32x4.sub(one, z));
    const dUpdate = f32x4.mul(dState, f32x4.sub(v128.load(state + at), candidate));
    v128.store(gates + at, f32x4.mul(dUpdate, hard ? hardSigmoidSlope(z) : sigmoidSlope(z)));
    v128.store(gates + 2 * units + at, f32x4.mul(dCandidate, f32x4.sub(one, f32x4.mul(candidate, candidate))));
    v128.store(gradient + at, f32x4.mul(dState, z));
  }
}

/** From the gradient of r ∘ h, `reset` bytes into the gradient row, to that of the reset gate's sum, in the gate's place, and to the state's. */
function backThroughReset(state: usize, gate: usize, gradient: usize, units: usize, reset: usize, hard: bool): void {
  for (let at: usize = 0; at < units; at += 16) {
    const r = v128.load(gate + at);
    const dReset = v128.load(gradient + reset + at);
    const dGate = f32x4.mul(dReset, v128.load(state + at));
    v128.store(gate + at, f32x4.mul(dGate, hard ? hardSigmoidSlope(r) : sigmoidSlope(r)));
    v128.store(gradient + at, multiplyAdd(dReset, r, v128.load(gradient + at)));
  }
}

function addOutputGradient(job: GruJob, chunk: i32, rows: i32, step: i32, to: usize, stateRow: usize): void {
  const length: usize = (<usize>job.units) << 2;
  const sequence = job.sequences ? <usize>job.steps * length : length;
  let from = job.outputGradient + <usize>(chunk * job.chunkRows) * sequence + <usize>step * length;
  for (let row = 0; row < rows; row++, to += stateRow, from += sequence) addFloats(to, from, job.units);
}

function writeInputGradient(job: GruJob, chunk: i32, rows: i32, step: i32, from: usize, stateRow: usize): void {
  const length: usize = (<usize>job.features) << 2;
  const sequence = <usize>job.steps * length;
  let to = job.inputGradient + <usize>(chunk * job.chunkRows) * sequence + <usize>step * length;
  for (let row = 0; row < rows; row++, to += sequence, from += stateRow) {
    if (step < startOf(job, chunk, row)) memory.fill(to, 0, length);
    else copyFloats(to, from, job.features);
  }
}

/** Zeros for the steps before any sequence of the chunk begins. */
function clearInputGradient(job: GruJob, chunk: i32, rows: i32, firstStep: i32): void {
  const length: usize = (<usize>job.features) << 2;
  const sequence = <usize>job.steps * length;
  let to = job.inputGradient + <usize>(chunk * job.chunkRows) * sequence;
  for (let row = 0; row < rows; row++, to += sequence) memory.fill(to, 0, <usize>firstStep * length);
}
