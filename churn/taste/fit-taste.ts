import { type Random, seededRandom } from '../../config/index.ts';
import type { History } from '../history.ts';
import { type Snapshot, thinned } from '../snapshot.ts';
import { basketBefore, type TasteModel, tasteDirections, weighBasket } from './taste-model.ts';

/** What fewer customers bought says nothing of others. */
const fewestBuyers = 3;
const mostProducts = 20_000;
const mostCustomers = 20_000;
/** Directions that are found beside those that are kept, so that these are found sooner. */
const spareDirections = 8;
const rounds = 10;

/** Customers' baskets, one after the other: customer i has the entries offsets[i] to offsets[i + 1]. */
interface Baskets {
  readonly offsets: Int32Array;
  /** Index into the products of the model. */
  readonly product: Int32Array;
  /** The squares of each customer's sum to 1. */
  readonly weight: Float64Array;
}

/**
 * Finds the directions in which customers' baskets differ most: the singular vectors of customers × products, each amount weighted by how few buy the product and each customer scaled to length 1 (latent
 * semantic analysis, Deerwester et al. 1990), by subspace iteration (Halko, Martinsson and Tropp 2011). `now`'s customers before its cutoff are looked at; who stayed away is not.
 */
export function fitTaste(history: History, now: Snapshot, seed: number): TasteModel {
  const { purchases } = history;
  const customers = [...thinned(now, mostCustomers).customer];
  const all = customers.map((customer) => basketBefore(purchases, customer, now.cutoff));
  const buyers = new Int32Array(purchases.products.length);
  for (const { product } of all) for (const bought of product) buyers[bought]!++;
  const kept = [...buyers.keys()]
    .filter((product) => buyers[product]! >= fewestBuyers)
    .sort((a, b) => buyers[b]! - buyers[a]! || a - b)
    .slice(0, mostProducts);
  const weights = kept.map((product) => rounded(Math.log(1 + customers.length / buyers[product]!)));
  const places = new Int32Array(buyers.length).fill(-1);
  for (const [index, product] of kept.entries()) places[product] = index;

  const offsets = new Int32Array(customers.length + 1);
  const product: number[] = [];
  const weight: number[] = [];
  for (const [row, basket] of all.entries()) {
    const weighed = weighBasket(basket, places, weights);
    for (const place of weighed.product) product.push(place);
    for (const amount of weighed.weight) weight.push(amount / weighed.length);
    offsets[row + 1] = weight.length;
  }
  const baskets = { offsets, product: Int32Array.from(product), weight: Float64Array.from(weight) };
  return {
    products: kept.map((index) => purchases.products[index]!),
    weights,
    vectors: leadingDirections(baskets, kept.length, seededRandom(seed)),
  };
}

/** Products × directions, row by row: the leading eigenvectors of BᵀB, B being customers × products. */
function leadingDirections({ offsets, product, weight }: Baskets, products: number, random: Random): number[] {
  const width = tasteDirections + spareDirections;
  const basis = Float64Array.from({ length: products * width }, () => random() - 0.5);
  orthonormalise(basis, products, width);
  const point = new Float64Array(width);
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(products * width);
    for (let row = 0; row < offsets.length - 1; row++) {
      point.fill(0);
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const from = product[at]! * width;
        for (let k = 0; k < width; k++) point[k]! += weight[at]! * basis[from + k]!;
      }
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const to = product[at]! * width;
        for (let k = 0; k < width; k++) next[to + k]! += weight[at]! * point[k]!;
      }
    }
    orthonormalise(next, products, width);
    basis.set(next);
  }
  return Array.from({ length: products * tasteDirections }, (_, at) =>
    rounded(basis[Math.floor(at / tasteDirections) * width + (at % tasteDirections)]!),
  );
}

/** Makes the columns of rows × width orthonormal, the first ones first (Gram and Schmidt). A column that the earlier ones hold already becomes 0. */
function orthonormalise(matrix: Float64Array, rows: number, width: number): void {
  for (let column = 0; column < width; column++) {
    for (let before = 0; before < column; before++) {
      const dot = dotOf(matrix, rows, width, column, before);
      for (let row = 0; row < rows; row++) matrix[row * width + column]! -= dot * matrix[row * width + before]!;
    }
    const length = Math.sqrt(dotOf(matrix, rows, width, column, column));
    const factor = length > 1e-9 ? 1 / length : 0;
    for (let row = 0; row < rows; row++) matrix[row * width + column]! *= factor;
  }
}

function dotOf(matrix: Float64Array, rows: number, width: number, a: number, b: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += matrix[row * width + a]! * matrix[row * width + b]!;
  return sum;
}

/** Six decimals are kept in a model's file. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
