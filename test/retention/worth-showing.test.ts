import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RecommendedProduct, worthShowing } from '../../retention/index.ts';
import type { ProductId } from '../../warehouse/index.ts';

const product = (id: string, chance: number | null, price: number | null): RecommendedProduct => ({
  product_id: id as ProductId,
  title: id,
  price,
  chance,
});
const idsOf = (products: readonly RecommendedProduct[]) => products.map(({ product_id }) => product_id);

test('a mail shows the products whose sale is worth most: chance times price', () => {
  const products = [
    product('likely', 0.5, 2),
    product('dear', 0.04, 30),
    product('both', 0.3, 10),
    product('none', 0.01, 5),
  ];
  assert.deepEqual(idsOf(worthShowing(products, 3)), ['both', 'dear', 'likely']);
});

test('products whose chance or price is not known keep their order, behind those of which both are', () => {
  const products = [product('a', null, 9), product('b', 0.2, null), product('c', 0.1, 1), product('d', null, null)];
  assert.deepEqual(idsOf(worthShowing(products, 4)), ['c', 'a', 'b', 'd']);
  assert.deepEqual(idsOf(worthShowing(products.slice(0, 2), 1)), ['a']);
});
