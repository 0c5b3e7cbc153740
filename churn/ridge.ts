import { solvePositiveDefinite } from '../kernels/index.ts';
import type { Logistic } from './logistic.ts';

/** Least squares with a penalty of `penalty`/2 · |weights|² on half the summed squares; the bias is free. `columns` is rows × width, row by row. */
export function fitRidge(columns: Float32Array, width: number, targets: ArrayLike<number>, penalty: number): Logistic {
  const size = width + 1;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  const at = (row: number, c: number) => (c < width ? columns[row * width + c]! : 1);
  for (let row = 0; row < targets.length; row++) {
    for (let c = 0; c < size; c++) {
      const x = at(row, c);
      right[c] = right[c]! + x * targets[row]!;
      for (let d = 0; d <= c; d++) normal[c * size + d] = normal[c * size + d]! + x * at(row, d);
    }
  }
  for (let c = 0; c < size; c++) normal[c * size + c] = normal[c * size + c]! + (c < width ? penalty : 1e-6);
  const solution = solvePositiveDefinite(normal, right);
  return { weights: [...solution.subarray(0, width)], bias: solution[width]! };
}
