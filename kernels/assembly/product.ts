import { multiplyAdd } from './multiply-add';

/**
 * C = A × B + start, in tiles of 4 rows × 8 columns that stand in registers.
 * A: rows × depth, rows a multiple of 4, its rows `aStride` bytes apart. B: in panels of 8 columns, each depth × 8, one after the other; depth a multiple of 4.
 * C: rows × 8·panels, its rows `cStride` bytes apart. `start`: one row of 8·panels values (a bias) for every row of C; 0: what stands in C; 1: nothing.
 */
export function product(
  a: usize,
  aStride: usize,
  b: usize,
  depth: i32,
  panels: i32,
  c: usize,
  cStride: usize,
  rows: i32,
  start: usize,
): void {
  const panelBytes: usize = (<usize>depth) << 5;
  for (let panel = 0; panel < panels; panel++) {
    let row0 = a;
    let out = c + ((<usize>panel) << 5);
    let begin0 = f32x4.splat(0);
    let begin1 = begin0;
    if (start > 1) {
      begin0 = v128.load(start + ((<usize>panel) << 5));
      begin1 = v128.load(start + ((<usize>panel) << 5), 16);
    }
    for (let row = 0; row < rows; row += 4) {
      const out1 = out + cStride;
      const out2 = out1 + cStride;
      const out3 = out2 + cStride;
      let c00 = begin0;
      let c01 = begin1;
      let c10 = begin0;
      let c11 = begin1;
      let c20 = begin0;
      let c21 = begin1;
      let c30 = begin0;
      let c31 = begin1;
      if (start === 0) {
        c00 = v128.load(out);
        c01 = v128.load(out, 16);
        c10 = v128.load(out1);
        c11 = v128.load(out1, 16);
        c20 = v128.load(out2);
        c21 = v128.load(out2, 16);
        c30 = v128.load(out3);
        c31 = v128.load(out3, 16);
      }
      let a0 = row0;
      let a1 = a0 + aStride;
      let a2 = a1 + aStride;
      let a3 = a2 + aStride;
      row0 = a3 + aStride;
      let from = b;
      const end = b + panelBytes;
      while (from < end) {
        let b0 = v128.load(from);
        let b1 = v128.load(from, 16);
        let s = v128.load_splat<f32>(a0);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load_splat<f32>(a1);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load_splat<f32>(a2);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load_splat<f32>(a3);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);

        b0 = v128.load(from, 32);
        b1 = v128.load(from, 48);
        s = v128.load_splat<f32>(a0, 4);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load_splat<f32>(a1, 4);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load_splat<f32>(a2, 4);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load_splat<f32>(a3, 4);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);

        b0 = v128.load(from, 64);
        b1 = v128.load(from, 80);
        s = v128.load_splat<f32>(a0, 8);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load_splat<f32>(a1, 8);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load_splat<f32>(a2, 8);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load_splat<f32>(a3, 8);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);

        b0 = v128.load(from, 96);
        b1 = v128.load(from, 112);
        s = v128.load_splat<f32>(a0, 12);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load_splat<f32>(a1, 12);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load_splat<f32>(a2, 12);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load_splat<f32>(a3, 12);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);

        a0 += 16;
        a1 += 16;
        a2 += 16;
        a3 += 16;
        from += 128;
      }
      v128.store(out, c00);
      v128.store(out, c01, 16);
      v128.store(out1, c10);
      v128.store(out1, c11, 16);
      v128.store(out2, c20);
      v128.store(out2, c21, 16);
      v128.store(out3, c30);
      v128.store(out3, c31, 16);
      out = out3 + cStride;
    }
    b += panelBytes;
  }
}

/**
 * C += Aᵀ × D, in tiles of 4 rows × 8 columns. A: rows × 4·fours, D: rows × 8·eights, C: 4·fours × 8·eights without gaps; strides in bytes.
 * The rows of A and D are what is summed over.
 */
export function addTransposedProduct(
  a: usize,
  aStride: usize,
  d: usize,
  dStride: usize,
  rows: i32,
  c: usize,
  fours: i32,
  eights: i32,
): void {
  const cStride: usize = (<usize>eights) << 5;
  for (let i = 0; i < fours; i++) {
    for (let j = 0; j < eights; j++) {
      const out = c + ((<usize>j) << 5);
      const out1 = out + cStride;
      const out2 = out1 + cStride;
      const out3 = out2 + cStride;
      let c00 = v128.load(out);
      let c01 = v128.load(out, 16);
      let c10 = v128.load(out1);
      let c11 = v128.load(out1, 16);
      let c20 = v128.load(out2);
      let c21 = v128.load(out2, 16);
      let c30 = v128.load(out3);
      let c31 = v128.load(out3, 16);
      let left = a;
      let right = d + ((<usize>j) << 5);
      for (let row = 0; row < rows; row += 2) {
        let d0 = v128.load(right);
        let d1 = v128.load(right, 16);
        let s = v128.load_splat<f32>(left);
        c00 = multiplyAdd(s, d0, c00);
        c01 = multiplyAdd(s, d1, c01);
        s = v128.load_splat<f32>(left, 4);
        c10 = multiplyAdd(s, d0, c10);
        c11 = multiplyAdd(s, d1, c11);
        s = v128.load_splat<f32>(left, 8);
        c20 = multiplyAdd(s, d0, c20);
        c21 = multiplyAdd(s, d1, c21);
        s = v128.load_splat<f32>(left, 12);
        c30 = multiplyAdd(s, d0, c30);
        c31 = multiplyAdd(s, d1, c31);
        left += aStride;
        right += dStride;

        d0 = v128.load(right);
        d1 = v128.load(right, 16);
        s = v128.load_splat<f32>(left);
        c00 = multiplyAdd(s, d0, c00);
        c01 = multiplyAdd(s, d1, c01);
        s = v128.load_splat<f32>(left, 4);
        c10 = multiplyAdd(s, d0, c10);
        c11 = multiplyAdd(s, d1, c11);
        s = v128.load_splat<f32>(left, 8);
        c20 = multiplyAdd(s, d0, c20);
        c21 = multiplyAdd(s, d1, c21);
        s = v128.load_splat<f32>(left, 12);
        c30 = multiplyAdd(s, d0, c30);
        c31 = multiplyAdd(s, d1, c31);
        left += aStride;
        right += dStride;
      }
      v128.store(out, c00);
      v128.store(out, c01, 16);
      v128.store(out1, c10);
      v128.store(out1, c11, 16);
      v128.store(out2, c20);
      v128.store(out2, c21, 16);
      v128.store(out3, c30);
      v128.store(out3, c31, 16);
    }
    a += 16;
    c += cStride << 2;
  }
}
