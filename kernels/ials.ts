import { type Arena, createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const solveJob = 5;
const gramJob = 6;
const rowsAChunk = 32;
const gramRowsAChunk = 2048;

/** Which columns each row has: row r's stand in `column` from start[r] to start[r + 1] − 1. */
export interface Incidence {
  readonly rows: number;
  readonly columns: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  /** How much each counts, beside 1 for every one where they are left out; below 0: as a “no”. */
  readonly weight?: Float32Array;
}

export interface LeastSquares {
  readonly factors: number;
  /** a₀: how much every pair that is not there counts as a “no”. */
  readonly unobservedWeight: number;
  /** λ, multiplied by (n + a₀ · columns) of each row. */
  readonly regularisation: number;
}

/** Alternating least squares whose vectors stand in the kernels' memory. */
export interface Alternation {
  /** Solves the rows against the columns, and then the columns against the rows, with the given steps of conjugate gradients from what was found before. */
  sweep(steps: number): void;
  /** A copy, rows × factors. */
  rowVectors(): Float32Array;
  /** A copy, columns × factors. */
  columnVectors(): Float32Array;
  release(): void;
}

/**
 * Rows' vectors start at zero, columns' at `columnVectors` (columns × factors). Single precision; the same numbers give the same bytes whatever the number of
 * threads. Memory: 4 bytes a factor of every row and column, and 8 a pair, 16 where pairs have weights.
 */
export function createAlternation(
  byRow: Incidence,
  byColumn: Incidence,
  columnVectors: Float32Array,
  settings: LeastSquares,
  engine: Engine = sharedEngine(),
): Alternation {
  const { factors } = settings;
  const width = widthOf(factors);
  const memory = createArena(engine);
  try {
    const rows = placeVectors(engine, memory, new Float32Array(0), byRow.rows, factors);
    const columns = placeVectors(engine, memory, columnVectors, byRow.columns, factors);
    const solveRowsOf = prepareSide(engine, memory, byRow, settings);
    const solveColumnsOf = prepareSide(engine, memory, byColumn, settings);
    return {
      sweep(steps) {
        solveRowsOf(columns, rows, steps);
        solveColumnsOf(rows, columns, steps);
      },
      rowVectors: () => copyOut(engine.floats(rows, byRow.rows * width), factors),
      columnVectors: () => copyOut(engine.floats(columns, byRow.columns * width), factors),
      release: memory.release,
    };
  } catch (error) {
    memory.release();
    throw error;
  }
}

/**
 * Every row's vector (rows × factors), solved from zero against fixed columns: how customers are folded in who were not there when the columns were learnt.
 * `gram` is a₀ times the columns' Gram matrix (factors × factors), over all columns, also those that no row has.
 */
export function solveAgainst(
  incidence: Incidence,
  columnVectors: Float32Array,
  gram: ArrayLike<number>,
  allColumns: number,
  settings: LeastSquares,
  steps: number,
  engine: Engine = sharedEngine(),
): Float32Array {
  const { factors } = settings;
  const memory = createArena(engine);
  try {
    const solved = placeVectors(engine, memory, new Float32Array(0), incidence.rows, factors);
    const fixed = placeVectors(engine, memory, columnVectors, incidence.columns, factors);
    const solve = prepareSolver(engine, memory, incidence, allColumns, settings);
    solve(fixed, solved, gram, steps);
    return copyOut(engine.floats(solved, incidence.rows * widthOf(factors)), factors);
  } finally {
    memory.release();
  }
}

/** a₀ times the vectors' Gram matrix, factors × factors: summed in single precision over 2,048 vectors at a time, in double over these. */
export function gramOf(
  vectors: Float32Array,
  { factors, unobservedWeight }: LeastSquares,
  engine: Engine = sharedEngine(),
): Float64Array {
  const memory = createArena(engine);
  try {
    const rows = vectors.length / factors;
    const address = placeVectors(engine, memory, vectors, rows, factors);
    return prepareGram(engine, memory, rows, factors, unobservedWeight)(address);
  } finally {
    memory.release();
  }
}

function prepareSide(
  engine: Engine,
  memory: Arena,
  incidence: Incidence,
  settings: LeastSquares,
): (fixed: number, solved: number, steps: number) => void {
  const { factors, unobservedWeight } = settings;
  const gram = prepareGram(engine, memory, incidence.columns, factors, unobservedWeight);
  const solve = prepareSolver(engine, memory, incidence, incidence.columns, settings);
  return (fixed, solved, steps) => solve(fixed, solved, gram(fixed), steps);
}

function prepareSolver(
  engine: Engine,
  memory: Arena,
  { rows, start, column, weight }: Incidence,
  allColumns: number,
  { factors, unobservedWeight, regularisation }: LeastSquares,
): (fixed: number, solved: number, gram: ArrayLike<number>, steps: number) => void {
  const width = widthOf(factors);
  const [startAt, columnAt] = [memory.place(start), memory.place(column)];
  const weightAt = weight ? memory.place(weight) : 0;
  const gramAt = memory.allocate(4 * width * width);
  const scratchBytes = 64 * Math.ceil((3 * 4 * width) / 64);
  const scratch = memory.allocate(scratchBytes * engine.threads);
  const commonRidge = regularisation * unobservedWeight * allColumns;
  return (fixed, solved, gram, steps) => {
    const padded = engine.floats(gramAt, width * width).fill(0);
    for (let at = 0; at < gram.length; at++) padded[Math.floor(at / factors) * width + (at % factors)] = gram[at]!;
    const ridges = [bitsOf(regularisation), bitsOf(commonRidge)];
    const words = [startAt, columnAt, weightAt, fixed, solved, gramAt, rows, width, rowsAChunk, steps, ...ridges];
    engine.run([solveJob, ...words, scratch, scratchBytes], Math.ceil(rows / rowsAChunk));
  };
}

function prepareGram(
  engine: Engine,
  memory: Arena,
  rows: number,
  factors: number,
  unobservedWeight: number,
): (vectors: number) => Float64Array {
  const width = widthOf(factors);
  const chunks = Math.ceil(rows / gramRowsAChunk);
  const sums = memory.allocate(4 * width * width * chunks);
  return (vectors) => {
    engine.run([gramJob, vectors, rows, width, gramRowsAChunk, sums], chunks);
    const gram = new Float64Array(factors * factors);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const sum = engine.floats(sums + 4 * width * width * chunk, width * width);
      for (let row = 0; row < factors; row++) {
        for (let k = 0; k < factors; k++) gram[row * factors + k]! += sum[row * width + k]!;
      }
    }
    return gram.map((value) => unobservedWeight * value);
  };
}

/** The floats of a vector in the kernels' memory. */
function widthOf(factors: number): number {
  return Math.ceil(factors / 8) * 8;
}

/** The address of `count` vectors, padded with zeros, and of one more where their number is odd; those that are not given are zeros. */
function placeVectors(engine: Engine, memory: Arena, vectors: Float32Array, count: number, factors: number): number {
  const width = widthOf(factors);
  const floats = width * (count + (count % 2));
  const address = memory.allocate(4 * floats);
  const placed = engine.floats(address, floats).fill(0);
  for (let from = 0, to = 0; from < vectors.length; from += factors, to += width) {
    placed.set(vectors.subarray(from, from + factors), to);
  }
  return address;
}

function copyOut(padded: Float32Array, factors: number): Float32Array {
  const width = widthOf(factors);
  if (width === factors) return padded.slice();
  const vectors = new Float32Array((padded.length / width) * factors);
  for (let from = 0, to = 0; to < vectors.length; from += width, to += factors) {
    vectors.set(padded.subarray(from, from + factors), to);
  }
  return vectors;
}

/** A number in single precision as the word that a job holds. */
function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
