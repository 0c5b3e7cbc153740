import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRetrain } from '../embeddings/serving/kill-a-retrain.ts';

test('a retrain can be killed at every call that changes the disk', async () => {
  let call = 1;
  while (await killRetrain(call)) call++;
  assert.ok(call > 60);
});
