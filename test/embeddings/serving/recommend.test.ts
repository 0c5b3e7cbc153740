import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blend } from '../../../embeddings/blend.ts';
import { profileOf } from '../../../embeddings/history.ts';
import { scorersFrom } from '../../../embeddings/parts.ts';
import type { Filter } from '../../../embeddings/serving/filter.ts';
import { recommend } from '../../../embeddings/serving/recommend.ts';
import { segmentTrends } from '../../../embeddings/serving/segment-trends.ts';
import type { CustomerId, Product, ProductId } from '../../../warehouse/index.ts';
import { aRecommender, categories } from './a-recommender.ts';

const shop = aRecommender(300, 80);
const limit = 10;
const id = (name: string) => name as ProductId;
const idsOf = (list: readonly { product_id: ProductId }[]) => list.map(({ product_id }) => product_id);

/** Every product scored anew, by scorers made anew, sorted, and only then asked whether it passes. */
function bruteForce(customer: number, filter: Filter, most: number): ProductId[] {
  const profile = profileOf(shop.history, customer);
  const scores = new Float64Array(shop.products.length);
  const weights = filter.alreadyBought === 'deny' ? shop.weights.new : shop.weights.any;
  blend(scorersFrom(shop.parts), weights, shop.products.length).score(profile, scores);
  const ranked = shop.products
    .map((product, item) => ({ product, item }))
    .sort((a, b) => scores[b.item]! - scores[a.item]! || a.item - b.item)
    .filter(({ product, item }) => mayStand(filter, product, profile.item.includes(item)));
  const list: Product[] = [];
  const later: Product[] = [];
  for (const { product } of ranked) {
    const same = list.filter(({ category }) => category !== null && category === product.category).length;
    if (same < most) list.push(product);
    else later.push(product);
  }
  return [...list.slice(0, limit), ...later].slice(0, limit).map(({ productId }) => productId);
}

function mayStand(filter: Filter, product: Product, own: boolean): boolean {
  const { price, cost, category, brand, stock } = product;
  if (filter.inStock && stock === 0) return false;
  if (filter.categories && !(category && filter.categories.includes(category))) return false;
  if (category && filter.withoutCategories?.includes(category)) return false;
  if (filter.brands && !(brand && filter.brands.includes(brand))) return false;
  if (brand && filter.withoutBrands?.includes(brand)) return false;
  if (filter.minPrice !== undefined && (price === null || price < filter.minPrice)) return false;
  if (filter.maxPrice !== undefined && (price === null || price > filter.maxPrice)) return false;
  if (filter.minMargin !== undefined && (!price || cost === null || (price - cost) / price < filter.minMargin)) {
    return false;
  }
  if (filter.withoutProducts?.has(product.productId)) return false;
  const again = filter.alreadyBought ?? 'allow';
  if (!own || again === 'allow') return true;
  return again !== 'deny' && category !== null && again.returning.includes(category);
}

const some = (names: readonly string[]) => fc.subarray([...names]);
const filters: fc.Arbitrary<Filter> = fc.record(
  {
    inStock: fc.boolean(),
    categories: some(['tea', 'cups', 'bags']),
    withoutCategories: some(['tea', 'cups']),
    brands: some(['b0', 'b1', 'b2']),
    withoutBrands: some(['b0', 'b1']),
    minPrice: fc.double({ min: 0, max: 50, noNaN: true }),
    maxPrice: fc.double({ min: 0, max: 50, noNaN: true }),
    minMargin: fc.double({ min: -0.5, max: 1, noNaN: true }),
    withoutProducts: some(shop.products.map(({ productId }) => productId)).map((ids) => new Set(ids.map(id))),
    alreadyBought: fc.oneof(
      fc.constantFrom('allow' as const, 'deny' as const),
      some(['tea', 'cups']).map((returning) => ({ returning })),
    ),
  },
  { requiredKeys: [] },
);

test('under any filter the list is what sorting everything and asking afterwards would give, however few pass', () => {
  fc.assert(
    fc.property(fc.nat(79), filters, fc.integer({ min: 1, max: limit }), (customer, filter, mostOfACategory) => {
      const list = recommend(shop, `c${customer}` as CustomerId, { limit, filter, mostOfACategory });
      assert.deepEqual(idsOf(list), bruteForce(customer, filter, mostOfACategory));
    }),
    { numRuns: 300 },
  );
});

test('a filter that keeps 0.1 % of 10,000 products leaves a full and exact list', () => {
  const many = aRecommender(10_000, 60);
  const kept = new Set(many.products.filter((_, item) => item % 1000 === 7).map(({ productId }) => productId));
  const withoutProducts = new Set(many.products.map(({ productId }) => productId).filter((one) => !kept.has(one)));
  const list = recommend(many, 'c3' as CustomerId, { limit: 10, filter: { withoutProducts }, mostOfACategory: 10 });
  assert.deepEqual(new Set(idsOf(list)), kept);
  const scores = list.map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});

test('no category fills the list while others can, and a list of one category is full all the same', () => {
  const list = recommend(shop, 'c1' as CustomerId, { limit });
  const categoryOf = new Map(shop.products.map(({ productId, category }) => [productId, category]));
  for (const name of categories) {
    if (name) assert.ok(list.filter(({ product_id }) => categoryOf.get(product_id) === name).length <= limit / 2);
  }
  assert.equal(recommend(shop, 'c1' as CustomerId, { limit, filter: { categories: ['TEA'] } }).length, limit);
});

test('a new order changes the list without training, for customers known and unknown, and what it holds counts as bought', () => {
  const order = {
    time: new Date(shop.history.asOf + 1000),
    lines: [40, 41, 42].map((n) => ({ product_id: id(`i${n}`) })),
  };
  for (const customer of ['c1', 'nobody'] as CustomerId[]) {
    const before = recommend(shop, customer, { limit });
    const after = recommend(shop, customer, { limit, newOrders: [order] });
    assert.notDeepEqual(idsOf(after), idsOf(before));
    const fresh = recommend(shop, customer, { limit: 300, newOrders: [order], filter: { alreadyBought: 'deny' } });
    assert.ok(idsOf(fresh).every((product) => !['i40', 'i41', 'i42'].includes(product)));
  }
});

test('an order that the model was trained on and the same one told afterwards give the same list', () => {
  const customer = 7;
  const { start, basket, item, time } = shop.history;
  const rows = [...item.keys()].slice(start[customer]!, start[customer + 1]!);
  const orders = Map.groupBy(rows, (row) => basket[row]!);
  const newOrders = [...orders.values()].map((own) => ({
    time: new Date(time[own[0]!]!),
    lines: own.map((row) => ({ product_id: shop.history.items[item[row]!]! })),
  }));
  assert.deepEqual(
    recommend(shop, 'stranger' as CustomerId, { limit, newOrders }),
    recommend(shop, 'c7' as CustomerId, { limit }),
  );
});

test('products that the recommender was not trained on are passed over in a new order', () => {
  const newOrders = [{ time: new Date(shop.history.asOf), lines: [{ product_id: id('unheard of') }] }];
  assert.deepEqual(
    recommend(shop, 'nobody' as CustomerId, { limit, newOrders }),
    recommend(shop, 'nobody' as CustomerId, { limit }),
  );
});

test('a customer of whom nothing is known gets what sells to customers of the same locale, and one of an unknown locale what sells', () => {
  const late = { ...shop, history: { ...shop.history, asOf: 4 * 86_400_000 } };
  const localeOf = (customer: CustomerId) => (Number(customer.slice(1)) < 40 ? 'en-GB' : 'zh-CN');
  const trends = segmentTrends(late, localeOf);
  const listOf = (sellsToLikes: Float32Array | undefined) =>
    idsOf(recommend(late, 'nobody' as CustomerId, { limit: 5, mostOfACategory: 5, sellsToLikes }));
  assert.notDeepEqual(listOf(trends.get('en-GB')), listOf(trends.get('zh-CN')));
  const [first] = listOf(trends.get('zh-CN'));
  const takers = (item: string) =>
    Array.from({ length: 40 }, (_, at) => profileOf(late.history, 40 + at)).filter((profile) =>
      profile.item.some((own) => late.history.items[own] === item),
    ).length;
  const most = Math.max(...late.history.items.map(takers));
  assert.ok(takers(first!) >= most - 1);
  assert.equal(trends.get('fr-FR'), undefined);
  assert.deepEqual(listOf(undefined), idsOf(recommend(late, 'nobody' as CustomerId, { limit: 5, mostOfACategory: 5 })));
  const known = recommend(late, 'c3' as CustomerId, { limit, sellsToLikes: trends.get('zh-CN') });
  assert.deepEqual(known, recommend(late, 'c3' as CustomerId, { limit }));
});
