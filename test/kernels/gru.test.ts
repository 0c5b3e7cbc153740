import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { normal, type Random, seededRandom } from '../../config/index.ts';
import {
  createGru,
  type GruBatch,
  type GruGradients,
  type GruShape,
  type GruWeights,
  startEngine,
} from '../../kernels/index.ts';
import { stockGru } from './stock-gru.ts';

const engine = startEngine({ threads: 2 });
const plain = startEngine({ threads: 1, relaxed: false });
after(() => Promise.all([engine.stop(), plain.stop()]));

const sizes = fc.record({
  batch: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 70 })),
  steps: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 })),
  features: fc.integer({ min: 1, max: 19 }),
  units: fc.oneof(fc.constant(5), fc.integer({ min: 1, max: 37 })),
  recurrentActivation: fc.constantFrom('sigmoid' as const, 'hardSigmoid' as const),
  returnSequences: fc.boolean(),
  seed: fc.integer(),
});

function floats(count: number, random: Random, deviation = 1): Float32Array {
  return Float32Array.from({ length: count }, () => deviation * normal(random));
}

function weightsOf({ features, units }: GruShape, random: Random): GruWeights {
  return {
    kernel: floats(features * 3 * units, random, 1 / Math.sqrt(features)),
    recurrentKernel: floats(units * 3 * units, random, 1 / Math.sqrt(units)),
    bias: floats(3 * units, random, 0.5),
  };
}

/** Largest difference, in units of the larger of 1 and the largest value expected. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length);
  let scale = 1;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const off = Math.abs(actual[i]! - expected[i]!);
    if (!(off <= worst)) worst = off;
  }
  return worst / scale;
}

test('outputs and gradients are those of layers.gru for any sizes', () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), ({ batch, steps, seed, ...shape }, relaxed) => {
      const random = seededRandom(seed);
      const weights = weightsOf(shape, random);
      const inputs = floats(batch * steps * shape.features, random);
      const gru = createGru(shape, relaxed ? engine : plain);
      const outputCount = batch * shape.units * (shape.returnSequences ? steps : 1);
      const outputGradient = floats(outputCount, random);
      const stock = stockGru(shape, weights, inputs, batch, steps, outputGradient);
      const pass = gru.forward(weights, { inputs, batch, steps });
      const gradients = pass.backward(outputGradient, { inputs: true });
      assert.ok(difference(pass.outputs, stock.outputs) < 3e-6);
      assert.deepEqual(gru.predict(weights, { inputs, batch, steps }), pass.outputs);
      for (const name of ['kernel', 'recurrentKernel', 'bias', 'inputs'] as const) {
        const expected = stock.gradients[name];
        if (!expected) continue;
        const off = difference(gradients[name]!, expected);
        assert.ok(off < 2e-5, `${name}: ${off}`);
      }
    }),
    { numRuns: 60, seed: 4 },
  );
});

test('steps of zeros in front, which are computed once for all sequences, give the same bytes as step by step', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 9 }), ({ batch, steps, seed, ...shape }, most) => {
      const random = seededRandom(seed);
      const weights = weightsOf(shape, random);
      const inputs = floats(batch * steps * shape.features, random);
      for (let row = 0; row < batch; row++) {
        const zeros = Math.min(steps, most - Math.floor(3 * random()));
        for (let at = 0; at < zeros * shape.features; at++) inputs[row * steps * shape.features + at] = 0;
      }
      for (const threads of [engine, plain]) {
        const gru = createGru(shape, threads);
        const pass = gru.forward(weights, { inputs, batch, steps });
        assert.deepEqual(gru.predict(weights, { inputs, batch, steps }), pass.outputs);
        pass.release();
      }
    }),
    { numRuns: 60 },
  );
});

test('gradients are the slopes that finite differences show', () => {
  fc.assert(
    fc.property(sizes, ({ batch: wide, steps, seed, returnSequences, ...rest }) => {
      const batch = Math.min(wide, 9);
      // The hard sigmoid has corners, where a finite difference is no slope.
      const shape = { ...rest, returnSequences, recurrentActivation: 'sigmoid' as const };
      const random = seededRandom(seed);
      const weights = weightsOf(shape, random);
      const inputs = floats(batch * steps * shape.features, random);
      const outputGradient = floats(batch * shape.units * (returnSequences ? steps : 1), random);
      const gru = createGru(shape, engine);
      const gradients = gru.forward(weights, { inputs, batch, steps }).backward(outputGradient, { inputs: true });
      const everything = { ...weights, inputs };
      for (const name of ['kernel', 'recurrentKernel', 'bias', 'inputs'] as const) {
        // Along the gradient itself, so that rounding in single precision is small beside the change.
        const gradient = gradients[name]!;
        const length = Math.hypot(...gradient);
        if (length < 1e-3) continue;
        const step = 1e-2;
        const loss = (sign: number) => {
          const moved = everything[name].map((value, i) => value + (sign * step * gradient[i]!) / length);
          const at = { ...everything, [name]: moved };
          const outputs = gru.predict(at, { inputs: at.inputs, batch, steps });
          return outputs.reduce((sum, output, i) => sum + output * outputGradient[i]!, 0);
        };
        const slope = (loss(1) - loss(-1)) / (2 * step);
        assert.ok(Math.abs(slope - length) < 0.01 * length + 2e-3, `${name}: ${slope} for ${length}`);
      }
    }),
    { numRuns: 40, seed: 4 },
  );
});

test('padding in front changes nothing: the steps before a start are not read and get no gradient', () => {
  fc.assert(
    fc.property(sizes, ({ batch, steps, seed, ...shape }) => {
      const random = seededRandom(seed);
      const weights = weightsOf(shape, random);
      const inputs = floats(batch * steps * shape.features, random);
      const starts = Int32Array.from({ length: batch }, () => Math.floor(random() * (steps + 1)));
      const sequence = steps * shape.features;
      const state = shape.returnSequences ? steps * shape.units : shape.units;
      const outputGradient = floats(batch * state, random);
      for (let row = 0; row < batch; row++) {
        inputs.fill(Number.NaN, row * sequence, row * sequence + starts[row]! * shape.features);
      }
      const gru = createGru(shape, engine);
      const pass = gru.forward(weights, { inputs, batch, steps, starts });
      const gradients = pass.backward(outputGradient, { inputs: true });
      const sums = { kernel: 0, recurrentKernel: 0, bias: 0 };
      const alone: GruGradients[] = [];
      for (let row = 0; row < batch; row++) {
        const start = starts[row]!;
        const skipped = shape.returnSequences ? start * shape.units : 0;
        const outputs = pass.outputs.subarray(row * state, (row + 1) * state);
        assert.ok(outputs.subarray(0, skipped).every((value) => value === 0));
        const own = gradients.inputs!.subarray(row * sequence, (row + 1) * sequence);
        assert.ok(own.subarray(0, start * shape.features).every((value) => value === 0));
        if (start === steps) {
          assert.ok(outputs.every((value) => value === 0));
          continue;
        }
        const shorter = {
          inputs: inputs.slice(row * sequence + start * shape.features, (row + 1) * sequence),
          batch: 1,
          steps: steps - start,
        };
        const short = gru.forward(weights, shorter);
        assert.deepEqual(outputs.slice(skipped), short.outputs);
        const slopes = short.backward(outputGradient.slice(row * state + skipped, (row + 1) * state), { inputs: true });
        assert.deepEqual(own.slice(start * shape.features), slopes.inputs);
        alone.push(slopes);
      }
      for (const name of ['kernel', 'recurrentKernel', 'bias'] as const) {
        const sum = gradients[name].map((_, i) => alone.reduce((total, one) => total + one[name][i]!, sums[name]));
        assert.ok(difference(gradients[name], sum) < 2e-5);
      }
    }),
    { numRuns: 40, seed: 4 },
  );
});

test('the same inputs give the same bytes with one thread and with three, twenty times over', async () => {
  const three = startEngine({ threads: 3 });
  const one = startEngine({ threads: 1 });
  const shape: GruShape = { features: 11, units: 24, recurrentActivation: 'sigmoid', returnSequences: false };
  const random = seededRandom(1);
  const weights = weightsOf(shape, random);
  const batch: GruBatch = { inputs: floats(333 * 12 * 11, random), batch: 333, steps: 12 };
  const outputGradient = floats(333 * 24, random);
  const answer = (engine: typeof one) => {
    const pass = createGru(shape, engine).forward(weights, batch);
    return { outputs: pass.outputs, ...pass.backward(outputGradient, { inputs: true }) };
  };
  const expected = answer(one);
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (let round = 0; round < 20; round++) assert.deepEqual(answer(three), expected);
  assert.equal(three.allocator.used, 0);
  await Promise.all([three.stop(), one.stop()]);
});

test("a sequence's state does not depend on what else is in the batch", () => {
  const shape: GruShape = { features: 7, units: 13, recurrentActivation: 'sigmoid', returnSequences: false };
  const random = seededRandom(2);
  const weights = weightsOf(shape, random);
  const inputs = floats(75 * 6 * 7, random);
  const gru = createGru(shape, engine);
  const together = gru.predict(weights, { inputs, batch: 75, steps: 6 });
  for (const row of [0, 31, 32, 74]) {
    const alone = gru.predict(weights, { inputs: inputs.slice(row * 42, (row + 1) * 42), batch: 1, steps: 6 });
    assert.deepEqual(alone, together.slice(row * 13, (row + 1) * 13));
  }
});

test('arrays of the wrong length are named with both lengths', () => {
  const shape: GruShape = { features: 2, units: 3, recurrentActivation: 'sigmoid', returnSequences: false };
  const weights = weightsOf(shape, seededRandom(3));
  const gru = createGru(shape, plain);
  const inputs = new Float32Array(8);
  assert.throws(() => gru.predict(weights, { inputs, batch: 2, steps: 3 }), /inputs has 8 values, not 12/);
  assert.throws(
    () => gru.predict(weights, { inputs, batch: 2, steps: 2, starts: Int32Array.of(0, 3) }),
    /start must be from 0 to 2, not 3/,
  );
  const pass = gru.forward(weights, { inputs, batch: 2, steps: 2 });
  assert.throws(() => pass.backward(new Float32Array(1)), /outputGradient has 1 values, not 6/);
  pass.backward(new Float32Array(6));
  assert.throws(() => pass.backward(new Float32Array(6)), /released or used/);
  assert.equal(plain.allocator.used, 0);
});
