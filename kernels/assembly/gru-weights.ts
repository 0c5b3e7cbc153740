import { addFloats, padded } from './gru-job';

/** Floats that `packWeights` writes. */
export function packedFloats(features: i32, units: i32): i32 {
  const h = padded(units);
  return 6 * h * (h + padded(features)) + 3 * h;
}

/** Floats of a chunk's sums: update and reset [units + features, 2·units], candidate [features + units, units], bias [3·units], all padded. */
export function gradientFloats(features: i32, units: i32): i32 {
  const h = padded(units);
  return 3 * h * (h + padded(features)) + 3 * h;
}

/**
 * Lays out kernel [features, 3·units], recurrent kernel [units, 3·units] and bias [3·units] for `product`, padded with zeros:
 * panels of update and reset (rows: state, input), panels of the candidate (rows: input, state), the bias;
 * panels of the candidate's transpose (columns: input, state), panels of the transpose of update and reset (columns: state, input).
 */
export function packWeights(kernel: usize, recurrent: usize, bias: usize, features: i32, units: i32, to: usize): void {
  const h = padded(units);
  const f = padded(features);
  const depth = h + f;
  memory.fill(to, 0, (<usize>packedFloats(features, units)) << 2);
  const candidate = to + ((<usize>(2 * h * depth)) << 2);
  const biases = candidate + ((<usize>(h * depth)) << 2);
  const candidateBack = biases + ((<usize>(3 * h)) << 2);
  const gatesBack = candidateBack + ((<usize>(h * depth)) << 2);
  for (let gate = 0; gate < 3; gate++) {
    for (let k = 0; k < features + units; k++) {
      const ofInput = k < features;
      const source = ofInput ? k : k - features;
      const from = (ofInput ? kernel : recurrent) + ((<usize>(source * 3 * units + gate * units)) << 2);
      for (let unit = 0; unit < units; unit++) {
        const value = load<f32>(from + ((<usize>unit) << 2));
        if (gate < 2) {
          const row = ofInput ? h + source : source;
          store<f32>(to + panelAt(row, gate * h + unit, depth), value);
          store<f32>(gatesBack + panelAt(gate * h + unit, row, 2 * h), value);
        } else {
          const row = ofInput ? source : f + source;
          store<f32>(candidate + panelAt(row, unit, depth), value);
          store<f32>(candidateBack + panelAt(unit, row, h), value);
        }
      }
    }
    for (let unit = 0; unit < units; unit++) {
      store<f32>(biases + ((<usize>(gate * h + unit)) << 2), load<f32>(bias + ((<usize>(gate * units + unit)) << 2)));
    }
  }
}

/** Where a matrix's element lies when it is cut into panels of 8 columns, in bytes. */
function panelAt(row: i32, column: i32, depth: i32): usize {
  return (<usize>((column >> 3) * depth * 8 + row * 8 + (column & 7))) << 2;
}

/** Adds the chunks' sums up, in the chunks' order, and writes them as the gradients of kernel, recurrent kernel and bias. */
export function gatherGradients(
  gradients: usize,
  chunks: i32,
  gradientBytes: i32,
  features: i32,
  units: i32,
  kernel: usize,
  recurrent: usize,
  bias: usize,
): void {
  const h = padded(units);
  const f = padded(features);
  const floats = gradientFloats(features, units);
  for (let chunk = 1; chunk < chunks; chunk++) {
    addFloats(gradients, gradients + <usize>chunk * <usize>gradientBytes, floats);
  }
  const candidate = gradients + ((<usize>(2 * h * (h + f))) << 2);
  const biases = candidate + ((<usize>(h * (h + f))) << 2);
  for (let gate = 0; gate < 3; gate++) {
    for (let k = 0; k < features + units; k++) {
      const ofInput = k < features;
      const source = ofInput ? k : k - features;
      const to = (ofInput ? kernel : recurrent) + ((<usize>(source * 3 * units + gate * units)) << 2);
      const from =
        gate < 2
          ? gradients + ((<usize>((ofInput ? h + source : source) * 2 * h + gate * h)) << 2)
          : candidate + ((<usize>((ofInput ? source : f + source) * h)) << 2);
      memory.copy(to, from, (<usize>units) << 2);
    }
    memory.copy(bias + ((<usize>(gate * units)) << 2), biases + ((<usize>(gate * h)) << 2), (<usize>units) << 2);
  }
}
