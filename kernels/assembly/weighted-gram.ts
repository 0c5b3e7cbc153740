/**
 * Adds Σ w x xᵀ over some rows x and their weights w, in f64. A chunk is 4 rows of the sum, the longest first, in each of which every number is summed in the order of the rows, multiplied and
 * added in two roundings: which thread takes it, and whether the machine has a fused multiply-add, changes no byte.
 */
export class WeightedGramJob {
  kind: i32 = 0;
  /** count × width. */
  rows: usize = 0;
  /** count. */
  weights: usize = 0;
  count: i32 = 0;
  /** A multiple of 4. */
  width: i32 = 0;
  /** width × width; above the tiles of 4 × 4 on the diagonal nothing is added. */
  sums: usize = 0;
}

const tile = 4;

export function addWeightedGram(job: WeightedGramJob, chunk: i32): void {
  const rowBytes = (<usize>job.width) << 3;
  const first = job.width - tile * (chunk + 1);
  const left = (<usize>first) << 3;
  const sums = job.sums + <usize>first * rowBytes;
  for (let right: usize = 0; right <= left; right += tile << 3) addTile(job, left, right, sums + right);
}

/** The columns at `left` and `right`, in bytes. */
function addTile(job: WeightedGramJob, left: usize, right: usize, sums: usize): void {
  const rowBytes = (<usize>job.width) << 3;
  const sums1 = sums + rowBytes;
  const sums2 = sums1 + rowBytes;
  const sums3 = sums2 + rowBytes;
  let c00 = v128.load(sums);
  let c01 = v128.load(sums, 16);
  let c10 = v128.load(sums1);
  let c11 = v128.load(sums1, 16);
  let c20 = v128.load(sums2);
  let c21 = v128.load(sums2, 16);
  let c30 = v128.load(sums3);
  let c31 = v128.load(sums3, 16);
  let row = job.rows;
  const end = job.weights + ((<usize>job.count) << 3);
  for (let weight = job.weights; weight < end; weight += 8, row += rowBytes) {
    const w = v128.load_splat<f64>(weight);
    const b0 = v128.load(row + right);
    const b1 = v128.load(row + right, 16);
    let s = f64x2.mul(w, v128.load_splat<f64>(row + left));
    c00 = f64x2.add(c00, f64x2.mul(s, b0));
    c01 = f64x2.add(c01, f64x2.mul(s, b1));
    s = f64x2.mul(w, v128.load_splat<f64>(row + left, 8));
    c10 = f64x2.add(c10, f64x2.mul(s, b0));
    c11 = f64x2.add(c11, f64x2.mul(s, b1));
    s = f64x2.mul(w, v128.load_splat<f64>(row + left, 16));
    c20 = f64x2.add(c20, f64x2.mul(s, b0));
    c21 = f64x2.add(c21, f64x2.mul(s, b1));
    s = f64x2.mul(w, v128.load_splat<f64>(row + left, 24));
    c30 = f64x2.add(c30, f64x2.mul(s, b0));
    c31 = f64x2.add(c31, f64x2.mul(s, b1));
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums1, c10);
  v128.store(sums1, c11, 16);
  v128.store(sums2, c20);
  v128.store(sums2, c21, 16);
  v128.store(sums3, c30);
  v128.store(sums3, c31, 16);
}
