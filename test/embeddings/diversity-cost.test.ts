import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diversityCost } from '../../embeddings/diversity-cost.ts';
import { distinctPairs, profileOf } from '../../embeddings/history.ts';
import { aRecommender } from './serving/a-recommender.ts';

const shop = aRecommender(60, 40);
/** The first thirty products are tea, of which a customer wants the first twenty; the rest is in categories of ten. */
const products = shop.products.map((product, item) => ({
  ...product,
  category: item < 30 ? 'tea' : `kind ${Math.floor(item / 10)}`,
}));
const recommender = { ...shop, products };
const ranker = {
  score: (_: unknown, scores: Float64Array) => {
    for (const item of scores.keys()) scores[item] = -item;
  },
  carried: () => ({ own: new Map(), everybody: 0 }),
};
const customers = new Float64Array(60);
for (const item of distinctPairs(shop.history).item) customers[item]!++;
const relevant = new Set(Array.from({ length: 20 }, (_, item) => item));
const cases = [0, 1].map((customer) => ({ profile: profileOf(shop.history, customer), relevant }));

test('a list of one category is bought dearly by diversity: half by default, all but three at its highest', () => {
  const { off, default: half, high } = diversityCost(recommender, cases, ranker, 'any', customers);
  assert.deepEqual([off['recall@20'], half['recall@20'], high['recall@20']], [1, 0.5, 0.55]);
});

test('without categories it costs nothing', () => {
  const none = { ...recommender, products: products.map((product) => ({ ...product, category: null })) };
  const { off, default: half, high } = diversityCost(none, cases, ranker, 'any', customers);
  assert.deepEqual(half, off);
  assert.deepEqual(high, off);
});
