/** a × b + c in every lane: in one rounding where the engine has relaxed SIMD and the machine a fused multiply-add, in two elsewhere. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Multiply-adds for a measure of the machine's peak: `rounds` × 8 chains that don't wait for each other, × 4 lanes. The return value only keeps the
 * compiler from leaving them out, as `numbers`, two of them, keep it from building constants in the loop.
 */
export function multiplyAddPeak(rounds: i32, numbers: usize): f32 {
  const factor = v128.load_splat<f32>(numbers);
  const term = v128.load_splat<f32>(numbers, 4);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(1);
  let a2 = f32x4.splat(2);
  let a3 = f32x4.splat(3);
  let a4 = f32x4.splat(4);
  let a5 = f32x4.splat(5);
  let a6 = f32x4.splat(6);
  let a7 = f32x4.splat(7);
  for (let round = 0; round < rounds; round += 2) {
    a0 = multiplyAdd(a0, factor, term);
    a1 = multiplyAdd(a1, factor, term);
    a2 = multiplyAdd(a2, factor, term);
    a3 = multiplyAdd(a3, factor, term);
    a4 = multiplyAdd(a4, factor, term);
    a5 = multiplyAdd(a5, factor, term);
    a6 = multiplyAdd(a6, factor, term);
    a7 = multiplyAdd(a7, factor, term);
    a0 = multiplyAdd(a0, factor, term);
    a1 = multiplyAdd(a1, factor, term);
    a2 = multiplyAdd(a2, factor, term);
    a3 = multiplyAdd(a3, factor, term);
    a4 = multiplyAdd(a4, factor, term);
    a5 = multiplyAdd(a5, factor, term);
    a6 = multiplyAdd(a6, factor, term);
    a7 = multiplyAdd(a7, factor, term);
  }
  const low = f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3));
  const high = f32x4.add(f32x4.add(a4, a5), f32x4.add(a6, a7));
  return f32x4.extract_lane(f32x4.add(low, high), 0);
}
