/** Cuts a column of a table into bins. A chunk is `chunkRows` rows. */
export class BinningJob {
  kind: i32 = 0;
  /** f32. */
  values: usize = 0;
  /** 255 of them f32, ascending, infinite behind the last. */
  edges: usize = 0;
  /** A byte a row. */
  bins: usize = 0;
  rows: i32 = 0;
  chunkRows: i32 = 0;
}

/** A value's bin is how many edges lie below it: found by halving, without a branch. What is no number lies above none. */
export function cutIntoBins(job: BinningJob, chunk: i32): void {
  const last = <usize>min((chunk + 1) * job.chunkRows, job.rows);
  for (let row = <usize>(chunk * job.chunkRows); row < last; row++) {
    const value = load<f32>(job.values + (row << 2));
    let bin: usize = 0;
    for (let step: usize = 128; step > 0; step >>= 1) {
      bin += select<usize>(step, 0, value > load<f32>(job.edges + ((bin + step - 1) << 2)));
    }
    store<u8>(job.bins + row, <u8>bin);
  }
}

/**
 * Sums of gradients and hessians by bin, over some rows of a table whose columns were cut into bins. A chunk is `chunkColumns` columns, each of which is summed in the order of the rows:
 * which thread takes it changes no byte.
 */
export class HistogramJob {
  kind: i32 = 0;
  /** A byte a row, column after column. */
  bins: usize = 0;
  rows: i32 = 0;
  /** The columns to sum, i32. */
  columns: usize = 0;
  columnCount: i32 = 0;
  /** The rows to sum, i32, in any order. */
  order: usize = 0;
  count: i32 = 0;
  /** Of every row: gradient f32, hessian f32. */
  slopes: usize = 0;
  /** Of every column of the table 256 bins: gradients f64, hessians f64, rows f64. */
  sums: usize = 0;
}

const chunkColumns = 4;
const binBytes = 24;
const columnBytes = 256 * binBytes;

export function sumHistograms(job: HistogramJob, chunk: i32): void {
  const first = chunk * chunkColumns;
  const last = min(first + chunkColumns, job.columnCount);
  for (let at = first; at < last; at++) memory.fill(sumsOf(job, at), 0, columnBytes);
  if (last - first === chunkColumns) addFour(job, first);
  else for (let at = first; at < last; at++) addOne(job, at);
}

function columnOf(job: HistogramJob, at: i32): usize {
  return <usize>load<i32>(job.columns + ((<usize>at) << 2));
}

function sumsOf(job: HistogramJob, at: i32): usize {
  return job.sums + columnOf(job, at) * columnBytes;
}

function binsOf(job: HistogramJob, at: i32): usize {
  return job.bins + columnOf(job, at) * <usize>job.rows;
}

/** Four columns side by side, whose sums don't wait for each other as those of rows in one bin do. */
function addFour(job: HistogramJob, at: i32): void {
  const bins0 = binsOf(job, at);
  const bins1 = binsOf(job, at + 1);
  const bins2 = binsOf(job, at + 2);
  const bins3 = binsOf(job, at + 3);
  const sums0 = sumsOf(job, at);
  const sums1 = sumsOf(job, at + 1);
  const sums2 = sumsOf(job, at + 2);
  const sums3 = sumsOf(job, at + 3);
  const end = job.order + ((<usize>job.count) << 2);
  for (let from = job.order; from < end; from += 4) {
    const row = <usize>load<i32>(from);
    const slope = f64x2.promote_low_f32x4(v128.load64_zero(job.slopes + (row << 3)));
    add(sums0, load<u8>(bins0 + row), slope);
    add(sums1, load<u8>(bins1 + row), slope);
    add(sums2, load<u8>(bins2 + row), slope);
    add(sums3, load<u8>(bins3 + row), slope);
  }
}

function addOne(job: HistogramJob, at: i32): void {
  const bins = binsOf(job, at);
  const sums = sumsOf(job, at);
  const end = job.order + ((<usize>job.count) << 2);
  for (let from = job.order; from < end; from += 4) {
    const row = <usize>load<i32>(from);
    add(sums, load<u8>(bins + row), f64x2.promote_low_f32x4(v128.load64_zero(job.slopes + (row << 3))));
  }
}

function add(sums: usize, bin: u8, slope: v128): void {
  const cell = sums + <usize>bin * binBytes;
  v128.store(cell, f64x2.add(v128.load(cell), slope));
  store<f64>(cell, load<f64>(cell, 16) + 1, 16);
}

/**
 * Adds what a tree says of every row to its score. A node is 16 bytes: its column i32, −1 for a leaf; the highest bin that goes left i32; its left child i32, the right one follows it;
 * what a leaf adds f32. A chunk is `chunkRows` rows.
 */
export class TreeJob {
  kind: i32 = 0;
  bins: usize = 0;
  rows: i32 = 0;
  nodes: usize = 0;
  /** f64. */
  scores: usize = 0;
  chunkRows: i32 = 0;
}

export function addTree(job: TreeJob, chunk: i32): void {
  const first = chunk * job.chunkRows;
  const last = min(first + job.chunkRows, job.rows);
  const rows = <usize>job.rows;
  for (let row = <usize>first; row < <usize>last; row++) {
    let node = job.nodes;
    for (let column = load<i32>(node); column >= 0; column = load<i32>(node)) {
      const right = <i32>load<u8>(job.bins + <usize>column * rows + row) > load<i32>(node, 4);
      node = job.nodes + ((<usize>(load<i32>(node, 8) + i32(right))) << 4);
    }
    const score = job.scores + (row << 3);
    store<f64>(score, load<f64>(score) + <f64>load<f32>(node, 12));
  }
}
