import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileOf } from '../../../embeddings/history.ts';
import { scorersFrom } from '../../../embeddings/parts.ts';
import { recommend } from '../../../embeddings/serving/recommend.ts';
import { why } from '../../../embeddings/serving/why.ts';
import { whyInWords } from '../../../embeddings/serving/why-in-words.ts';
import type { CustomerId, ProductId } from '../../../warehouse/index.ts';
import { aRecommender } from './a-recommender.ts';

const shop = aRecommender(300, 80);

test('what the own products carry adds up to the score of every scorer that looks at them', () => {
  const scores = new Float64Array(shop.products.length);
  for (const scorer of scorersFrom(shop.parts)) {
    if (!scorer.carried) continue;
    for (const customer of [0, 5, 33]) {
      const profile = profileOf(shop.history, customer);
      scorer.score(profile, scores);
      for (let item = 0; item < scores.length; item += 7) {
        const amounts = scorer.carried(profile, item);
        const sum = [...amounts.values()].reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum - scores[item]!) < 1e-6, `${scorer.name}: ${sum} instead of ${scores[item]}`);
        for (const own of amounts.keys()) assert.ok(profile.item.includes(own));
      }
    }
  }
});

test('each recommendation decomposes into the own products and everybody, to within 1e-6 of its score in the list', () => {
  const blended = {
    ...shop,
    weights: { any: { ials: 1, ease: 0.5, frequency: 0.3, trend: 0.2, transitions: 0.4 }, new: { ials: 1 } },
  };
  for (const filter of [{}, { alreadyBought: 'deny' as const }]) {
    for (const customer of ['c2', 'c40', 'nobody'] as CustomerId[]) {
      for (const { product_id, score } of recommend(blended, customer, { limit: 10, filter })) {
        const said = why(blended, customer, product_id, { filter });
        assert.ok(Math.abs(said.score - score) < 1e-6, `${product_id}: ${said.score} instead of ${score}`);
        const sum = said.own.reduce((total, { amount }) => total + amount, said.everybody);
        assert.ok(Math.abs(sum - said.score) < 1e-9);
      }
    }
  }
});

test('the reasons are told in words, in English and in Chinese', () => {
  const own = [
    { product_id: 'tea' as ProductId, title: 'Green tea', amount: 0.6, baskets: 3 },
    { product_id: 'cup' as ProductId, title: 'Cup', amount: 0.3, baskets: 1 },
    { product_id: 'pot' as ProductId, title: 'Pot', amount: -0.2, baskets: 1 },
  ];
  const reasons = { score: 0.8, own, everybody: 0.1 };
  assert.equal(
    whyInWords('tea' as ProductId, reasons, 'en'),
    'bought 3 times before (60%); goes with Cup, bought before (30%); many customers buy it (10%)',
  );
  assert.equal(
    whyInWords('tea' as ProductId, reasons, 'zh'),
    '以前买过 3 次（60%）；与买过的“Cup”相配（30%）；很多顾客都在买（10%）',
  );
  assert.equal(
    whyInWords('tea' as ProductId, { score: 0, own: [], everybody: 0 }, 'en'),
    'nothing in particular speaks for it',
  );
});

test('a product that the recommender does not know has no reasons', () => {
  assert.throws(() => why(shop, 'c1' as CustomerId, 'unheard of' as ProductId), /no product “unheard of”/);
});
