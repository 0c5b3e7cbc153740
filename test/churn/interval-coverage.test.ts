import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalCoverage } from './interval-coverage.ts';

test('on a simulated shop the next order and the year’s spend lie in the intervals of about 80 % of the customers', async () => {
  const coverage = await intervalCoverage(101, 1200);
  assert.ok(coverage.customers > 600);
  assert.ok(Math.abs(coverage.nextOrder - 0.8) < 0.05, JSON.stringify(coverage));
  assert.ok(Math.abs(coverage.value - 0.8) < 0.06, JSON.stringify(coverage));
  assert.ok(coverage.open > 0.5 && coverage.open < 0.97, JSON.stringify(coverage));
});
