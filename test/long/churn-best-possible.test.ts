import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Distance, distanceToBest } from '../churn/best-possible.ts';

const seeds = [201, 202, 203];

describe('on simulated shops of 3,000 people, the truth known', () => {
  let shops: Distance[];
  const mean = (of: (shop: Distance) => number) => shops.reduce((sum, shop) => sum + of(shop), 0) / shops.length;

  before(async () => {
    shops = [];
    for (const seed of seeds) shops.push(await distanceToBest(seed, 3000));
    console.log(JSON.stringify(shops));
  });

  test('the AUC lies within .01 of the best that the files allow, and within .012 against what happened', () => {
    assert.ok(mean(({ model, best }) => best.expected - model.expected) <= 0.01, JSON.stringify(shops));
    assert.ok(mean(({ model, best }) => best.happened - model.happened) <= 0.012, JSON.stringify(shops));
  });

  test('seven eighths of the way from recency, frequency and value to the best possible is gone', () => {
    const gone = mean(({ model, simple }) => model.expected - simple.expected);
    const whole = mean(({ best, simple }) => best.expected - simple.expected);
    assert.ok(gone >= 0.875 * whole, `${gone} of ${whole}`);
  });
});
