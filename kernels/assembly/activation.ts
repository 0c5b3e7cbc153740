import { multiplyAdd } from './multiply-add';

/** Where the constants of this file stand, each in 4 lanes: engines build a constant anew at every use, which costs more than a load. */
const table: usize = 256;

/** Writes the constants. To be called once for a memory. */
export function writeConstants(): void {
  const log2OfE = <f32>Math.LOG2E;
  v128.store(table, f32x4.splat(-125));
  v128.store(table, f32x4.splat(125), 16);
  // 1.5 × 2^23: adding it rounds to a whole number, which then stands in the low bits.
  v128.store(table, f32x4.splat(12582912), 32);
  // The Taylor series of exp(y ln 2).
  v128.store(table, f32x4.splat(1.5403530393381606e-4), 48);
  v128.store(table, f32x4.splat(1.3333558146428443e-3), 64);
  v128.store(table, f32x4.splat(9.618129107628477e-3), 80);
  v128.store(table, f32x4.splat(5.5504108664821576e-2), 96);
  v128.store(table, f32x4.splat(0.24022650695910069), 112);
  v128.store(table, f32x4.splat(<f32>Math.LN2), 128);
  v128.store(table, f32x4.splat(1), 144);
  v128.store(table, f32x4.splat(-log2OfE), 160);
  v128.store(table, f32x4.splat(-2 * log2OfE), 176);
  v128.store(table, f32x4.splat(log2OfE), 192);
}

/**
 * 2^y in every lane, relative error below 3e-7, y held within ±125: y is split into a whole part, which goes to the exponent's bits, and the rest in
 * [-0.5, 0.5], whose power is a polynomial of degree 6. NaN stays NaN.
 */
function powerOfTwo(y: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(y, v128.load(table)), v128.load(table, 16));
  const round = v128.load(table, 32);
  const shifted = f32x4.add(held, round);
  const rest = f32x4.sub(held, f32x4.sub(shifted, round));
  let power = multiplyAdd(rest, v128.load(table, 48), v128.load(table, 64));
  power = multiplyAdd(power, rest, v128.load(table, 80));
  power = multiplyAdd(power, rest, v128.load(table, 96));
  power = multiplyAdd(power, rest, v128.load(table, 112));
  power = multiplyAdd(power, rest, v128.load(table, 128));
  power = multiplyAdd(power, rest, v128.load(table, 144));
  return i32x4.add(power, i32x4.shl(shifted, 23));
}

/** e^x in every lane, relative error below 3e-7 near 0; x held within ±86. */
export function exponential(x: v128): v128 {
  return powerOfTwo(f32x4.mul(x, v128.load(table, 192)));
}

/** 1 / (1 + e^-x) in every lane, absolute error below 3e-7. */
export function sigmoid(x: v128): v128 {
  const one = v128.load(table, 144);
  return f32x4.div(one, f32x4.add(one, powerOfTwo(f32x4.mul(x, v128.load(table, 160)))));
}

/** tanh(x) = 2 sigmoid(2x) − 1 in every lane, absolute error below 5e-7. */
export function tanh(x: v128): v128 {
  const one = v128.load(table, 144);
  const inverse = f32x4.div(one, f32x4.add(one, powerOfTwo(f32x4.mul(x, v128.load(table, 176)))));
  return f32x4.sub(f32x4.add(inverse, inverse), one);
}

/** Keras 2's sigmoid of straight lines: 0.2 x + 0.5, held within 0 and 1. */
export function hardSigmoid(x: v128): v128 {
  const line = multiplyAdd(x, f32x4.splat(0.2), f32x4.splat(0.5));
  return f32x4.pmax(f32x4.pmin(line, f32x4.splat(1)), f32x4.splat(0));
}

/** The slope of the sigmoid where its value is y. */
export function sigmoidSlope(y: v128): v128 {
  return f32x4.sub(y, f32x4.mul(y, y));
}

/** The slope of the hard sigmoid where its value is y: 0.2 between its ends, 0 at and beyond them. */
export function hardSigmoidSlope(y: v128): v128 {
  const inside = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, f32x4.splat(1)));
  return v128.and(inside, f32x4.splat(0.2));
}

/** Applies sigmoid (function 0), hard sigmoid (1) or tanh (2) to `count` floats, a multiple of 4, in place. For tests. */
export function activate(values: usize, count: i32, which: i32): void {
  for (let i = 0; i < count; i += 4, values += 16) {
    const x = v128.load(values);
    v128.store(values, which === 0 ? sigmoid(x) : which === 1 ? hardSigmoid(x) : tanh(x));
  }
}
