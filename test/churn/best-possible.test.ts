import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distanceToBest } from './best-possible.ts';

test('on a small simulated shop the model is far above a rule from the orders alone, and no more than .05 below the best that its files allow', async () => {
  const { model, simple, best } = await distanceToBest(12, 700);
  assert.ok(model.expected > simple.expected + 0.02, `${model.expected} against ${simple.expected}`);
  assert.ok(model.expected > best.expected - 0.05, `${model.expected} against ${best.expected}`);
  assert.ok(model.expected < best.expected, 'nobody can be better: the model would have to see the future');
});
