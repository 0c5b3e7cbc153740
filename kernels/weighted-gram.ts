import { createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

const gramJob = 15;
const tile = 4;
/** So many rows stay in the second-level cache while all tiles of the sum pass over them. */
const rowsAtOnce = 512;

/** Σ w x xᵀ over the rows x (rows × width, row by row) and their weights w: width × width, of which the lower triangle is filled. The same bytes whatever the number of threads: the plain loop's. */
export function weightedGram(
  rows: Float64Array,
  width: number,
  weights: Float64Array,
  engine: Engine = sharedEngine(),
): Float64Array {
  const padded = Math.ceil(width / tile) * tile;
  const memory = createArena(engine);
  try {
    const [rowsAt, weightsAt] = [memory.allocate(8 * rowsAtOnce * padded), memory.allocate(8 * rowsAtOnce)];
    const sumsAt = memory.allocate(8 * padded * padded);
    const inside = engine.doubles(rowsAt, rowsAtOnce * padded).fill(0);
    const sums = engine.doubles(sumsAt, padded * padded).fill(0);
    for (let first = 0; first < weights.length; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, weights.length - first);
      engine.doubles(weightsAt, count).set(weights.subarray(first, first + count));
      for (let row = 0; row < count; row++) {
        const from = (first + row) * width;
        inside.set(rows.subarray(from, from + width), row * padded);
      }
      engine.run([gramJob, rowsAt, weightsAt, count, padded, sumsAt], padded / tile);
    }
    const gram = new Float64Array(width * width);
    for (let row = 0; row < width; row++) {
      gram.set(sums.subarray(row * padded, row * padded + row + 1), row * width);
    }
    return gram;
  } finally {
    memory.release();
  }
}
