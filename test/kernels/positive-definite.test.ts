import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { normal, seededRandom } from '../../config/index.ts';
import {
  type Engine,
  invertPositiveDefinite,
  solvePositiveDefinite,
  startEngine,
  weightedGram,
} from '../../kernels/index.ts';

const engines = [
  startEngine({ threads: 3 }),
  startEngine({ threads: 1 }),
  startEngine({ threads: 2, relaxed: false }),
] as const;
after(() => Promise.all(engines.map((engine) => engine.stop())));

const sizes = fc.record({
  size: fc.oneof(fc.constantFrom(1, 31, 32, 33, 160), fc.integer({ min: 1, max: 200 })),
  seed: fc.integer(),
});

/** Xᵀ X + I for twice as many rows as columns. */
function positiveDefinite(size: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const rows = Float64Array.from({ length: 2 * size * size }, () => normal(random));
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let row = 0; row < 2 * size; row++) sum += rows[row * size + i]! * rows[row * size + j]!;
      matrix[i * size + j] = sum;
      matrix[j * size + i] = sum;
    }
  }
  return matrix;
}

function inverseBy(engine: Engine, matrix: Float64Array, size: number): Float64Array {
  const inverse = matrix.slice();
  invertPositiveDefinite(inverse, size, engine);
  return inverse;
}

test('a matrix times its inverse is one, the inverse is symmetric, and the same on any number of threads', () => {
  fc.assert(
    fc.property(sizes, ({ size, seed }) => {
      const matrix = positiveDefinite(size, seed);
      const [inverse, ...others] = engines.map((engine) => inverseBy(engine, matrix, size));
      for (const other of others) assert.deepEqual(other, inverse);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = 0;
          for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * inverse![k * size + j]!;
          assert.ok(Math.abs(sum - Number(i === j)) < 1e-8, `${sum} at ${i}, ${j}`);
          assert.equal(inverse![i * size + j], inverse![j * size + i]);
        }
      }
    }),
    { numRuns: 25 },
  );
  for (const engine of engines) assert.equal(engine.allocator.used, 0);
});

test('a system is solved, and what stands above the diagonal is not read', () => {
  fc.assert(
    fc.property(sizes, ({ size, seed }) => {
      const matrix = positiveDefinite(size, seed);
      const right = Float64Array.from({ length: size }, (_, i) => Math.sin(i));
      const lower = matrix.map((value, at) => (at % size > Math.floor(at / size) ? Number.NaN : value));
      const solution = solvePositiveDefinite(lower, right);
      for (let i = 0; i < size; i++) {
        const sum = solution.reduce((total, x, k) => total + matrix[i * size + k]! * x, 0);
        assert.ok(Math.abs(sum - right[i]!) < 1e-8);
      }
      assert.deepEqual(inverseBy(engines[0], lower, size), inverseBy(engines[0], matrix, size));
    }),
    { numRuns: 25 },
  );
});

test('a matrix that is not positive definite is refused', () => {
  const matrix = positiveDefinite(70, 1);
  matrix[65 * 70 + 65] = -1;
  assert.throws(() => inverseBy(engines[0], matrix, 70), /the matrix is not positive definite/);
  assert.throws(() => solvePositiveDefinite(matrix, new Float64Array(70)), /the matrix is not positive definite/);
  assert.equal(engines[0].allocator.used, 0);
});

test('a weighted Gram matrix is that of the plain loop to the bit, on any number of threads', () => {
  const shapes = fc.record({
    rows: fc.oneof(fc.constantFrom(0, 1, 512, 513), fc.integer({ min: 0, max: 1500 })),
    width: fc.integer({ min: 1, max: 21 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(shapes, ({ rows, width, seed }) => {
      const random = seededRandom(seed);
      const columns = Float64Array.from({ length: rows * width }, () => normal(random));
      const weights = Float64Array.from({ length: rows }, random);
      const expected = new Float64Array(width * width);
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < width; c++) {
          const scaled = weights[row]! * columns[row * width + c]!;
          for (let d = 0; d <= c; d++) expected[c * width + d]! += scaled * columns[row * width + d]!;
        }
      }
      for (const engine of engines) assert.deepEqual(weightedGram(columns, width, weights, engine), expected);
    }),
    { numRuns: 40 },
  );
});
