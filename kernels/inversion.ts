import { createArena } from './arena.ts';
import { factorise } from './cholesky.ts';
import { type Engine, sharedEngine } from './engine.ts';

const eliminationJob = 13;
const squareJob = 14;
const block = 32;
const panelRows = 4;

/**
 * Replaces a symmetric positive definite matrix (size × size, row by row; its lower triangle alone is read) by its inverse, by Cholesky: A = LLᵀ, U = (L⁻¹)ᵀ, A⁻¹ = UUᵀ, by blocks of columns on all threads.
 * The same bytes whatever their number. Takes 8 bytes a number of the matrix in the kernels' memory. Throws RangeError where it is not positive definite.
 */
export function invertPositiveDefinite(matrix: Float64Array, size: number, engine: Engine = sharedEngine()): void {
  const padded = Math.ceil(size / block) * block;
  const memory = createArena(engine);
  try {
    const address = memory.allocate(8 * padded * padded);
    const packedAt = memory.allocate(8 * block * padded);
    const pivotsAt = memory.allocate(8 * (block + 1) * block);
    const scratch = memory.allocate(8 * block * block * engine.threads);
    const inside = engine.doubles(address, padded * padded);
    const packed = engine.doubles(packedAt, block * padded);
    placeMatrix(matrix, size, inside, padded);
    const run = (kind: number, first: number, from: number, pivots: number, blocks: number) =>
      engine.run([kind, address, padded, first, from, packedAt, pivots, scratch], blocks);
    for (let from = 0; from < padded; from += block) {
      packRows(inside, padded, from, 0, from, packed);
      run(eliminationJob, from, from, 0, 1);
      turnBlock(inside, padded, from, engine.doubles(pivotsAt, (block + 1) * block));
      run(eliminationJob, 0, from, pivotsAt, padded / block);
    }
    for (let from = 0; from < padded; from += block) {
      packRows(inside, padded, from, from, padded, packed);
      run(squareJob, 0, from, 0, from / block + 1);
    }
    copyInverse(inside, padded, matrix, size);
  } finally {
    memory.release();
  }
}

/** With ones on the diagonal of what is padded, which change nothing else. */
function placeMatrix(matrix: Float64Array, size: number, inside: Float64Array, padded: number): void {
  inside.fill(0);
  for (let row = 0; row < size; row++) inside.set(matrix.subarray(row * size, row * size + row + 1), row * padded);
  for (let row = size; row < padded; row++) inside[row * padded + row] = 1;
}

/** The block's rows of the columns from `begin` to `end`, in panels of 4 rows, each of them columns × 4. */
function packRows(
  inside: Float64Array,
  padded: number,
  from: number,
  begin: number,
  end: number,
  packed: Float64Array,
): void {
  let to = 0;
  for (let row = from; row < from + block; row += panelRows) {
    let at = row * padded + begin;
    for (let k = begin; k < end; k++, at++, to += panelRows) {
      packed[to] = inside[at]!;
      packed[to + 1] = inside[at + padded]!;
      packed[to + 2] = inside[at + 2 * padded]!;
      packed[to + 3] = inside[at + 3 * padded]!;
    }
  }
}

/** Turns the block on the diagonal into U = (L⁻¹)ᵀ, with zeros below its diagonal, and writes what the other rows are solved with: Lᵀ without the diagonal, and behind it the diagonal. */
function turnBlock(inside: Float64Array, padded: number, from: number, pivots: Float64Array): void {
  const lower = new Float64Array(block * block);
  const start = from * padded + from;
  for (let i = 0; i < block; i++) {
    lower.set(inside.subarray(start + i * padded, start + i * padded + block), i * block);
  }
  factorise(lower, block);
  pivots.fill(0);
  for (let j = 0; j < block; j++) {
    pivots[block * block + j] = lower[j * block + j]!;
    for (let k = 0; k < j; k++) pivots[k * block + j] = lower[j * block + k]!;
    const row = inside.subarray(start + j * padded, start + j * padded + block).fill(0);
    for (let i = j; i < block; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * block + k]! * row[k]!;
      row[i] = sum / lower[i * block + i]!;
    }
  }
}

/** The inverse stands on and right of the blocks on the diagonal. */
function copyInverse(inside: Float64Array, padded: number, matrix: Float64Array, size: number): void {
  for (let first = 0; first < size; first += block) {
    const last = Math.min(first + block, size);
    for (let i = first; i < last; i++) {
      matrix.set(inside.subarray(i * padded + first, i * padded + size), i * size + first);
    }
    for (let j = last; j < size; j++) for (let i = first; i < last; i++) matrix[j * size + i] = inside[i * padded + j]!;
  }
}
