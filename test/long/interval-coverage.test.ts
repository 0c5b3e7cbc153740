import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Coverage, intervalCoverage } from '../churn/interval-coverage.ts';

const seeds = [101, 102, 103, 104, 105];

describe('on simulated shops of 3,000 people, asked about the year after 540 days', () => {
  let shops: Coverage[];

  before(async () => {
    shops = [];
    for (const seed of seeds) shops.push(await intervalCoverage(seed, 3000));
    console.log(JSON.stringify(shops));
  });

  const near = (figure: (shop: Coverage) => number) => {
    for (const shop of shops) assert.ok(Math.abs(figure(shop) - 0.8) <= 0.04, JSON.stringify(shop));
    const mean = shops.reduce((sum, shop) => sum + figure(shop), 0) / shops.length;
    assert.ok(Math.abs(mean - 0.8) <= 0.03, `${mean}`);
  };

  // A shop of 1,900 customers is sampled to ± 1 %, and its year is quieter or busier than the one before.
  test('the next order lies in the interval of 80 ± 3 % of the customers over all shops, 80 ± 4 % in each', () => {
    near(({ nextOrder }) => nextOrder);
  });

  test('of those who are said not to order within the year four fifths or more do not', () => {
    for (const shop of shops) assert.ok(shop.silent >= 0.8, JSON.stringify(shop));
  });

  test('the spend of the year lies in the interval of as many', () => {
    near(({ value }) => value);
  });
});
