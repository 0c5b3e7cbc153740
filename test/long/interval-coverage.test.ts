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

  test('the next order lies in the interval of 80 ± 3 % of the customers', () => {
    for (const shop of shops) assert.ok(Math.abs(shop.nextOrder - 0.8) <= 0.03, JSON.stringify(shop));
  });

  test('the spend lies in the interval of 80 ± 4 % of the customers, 80 ± 3 % over all shops', () => {
    for (const shop of shops) assert.ok(Math.abs(shop.value - 0.8) <= 0.04, JSON.stringify(shop));
    const mean = shops.reduce((sum, { value }) => sum + value, 0) / shops.length;
    assert.ok(Math.abs(mean - 0.8) <= 0.03, `${mean}`);
  });
});
