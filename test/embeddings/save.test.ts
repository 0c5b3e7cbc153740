import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silent } from '../../config/index.ts';
import { historyBefore } from '../../embeddings/history.ts';
import { models } from '../../embeddings/models.ts';
import type { Recommender } from '../../embeddings/recommender.ts';
import { loadRecommender, saveRecommender } from '../../embeddings/save.ts';
import { recommend } from '../../embeddings/serving/recommend.ts';
import { why } from '../../embeddings/serving/why.ts';
import { type Objective, trainOnHistory } from '../../embeddings/train.ts';
import type { CustomerId, Product, ProductId } from '../../warehouse/index.ts';
import { fortnightlyShop } from './fortnightly-shop.ts';

const history = historyBefore(fortnightlyShop(1), 210 * 86_400_000);
const catalogue = new Map(
  history.items.map((productId, item): [ProductId, Product] => {
    const category = item % 3 === 0 ? 'tea' : null;
    const unknown = { brand: null, description: null, stock: null, cost: null, imageUrl: null };
    return [productId, { productId, title: `Item ${item}`, category, price: 1 + item, ...unknown }];
  }),
);
const newOrders = [{ time: new Date(history.asOf + 1000), lines: [{ product_id: 'i7' as ProductId, quantity: 2 }] }];

/** Every kind of list and its reasons, of customers with and without a history, before and after a new order. */
function answers(recommender: Recommender) {
  const customers = ['c0', 'c101', 'c259', 'nobody'] as CustomerId[];
  const filters = [{}, { alreadyBought: 'deny' as const, maxPrice: 20 }];
  return models.flatMap((model) =>
    customers.flatMap((customer) =>
      filters.flatMap((filter) =>
        [[], newOrders].map((orders) => {
          const options = { limit: 10, filter, newOrders: orders, model };
          const list = recommend(recommender, customer, options);
          return { list, why: why(recommender, customer, list[0]!.product_id, options) };
        }),
      ),
    ),
  );
}

for (const objective of ['horizon', 'next'] satisfies Objective[]) {
  test(`a recommender for lists of the kind “${objective}” gives the same lists and reasons after it was saved and loaded`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-save-'));
    try {
      const trained = trainOnHistory(history, catalogue, objective, 1, silent);
      assert.equal(trained.second !== undefined, objective === 'horizon');
      assert.equal(trained.parts.nextItem !== undefined, objective === 'next');
      await saveRecommender(trained, folder);
      assert.deepEqual(answers((await loadRecommender(folder))!), answers(trained));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
