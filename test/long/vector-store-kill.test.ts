import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killSwapInQdrant, killSwapOfFiles } from '../embeddings/vectors/kill-a-swap.ts';

test('a swap of files can be killed at every call', async () => {
  let call = 1;
  while (await killSwapOfFiles(call)) call++;
  assert.ok(call > 30);
});

for (const moment of ['before', 'after'] as const) {
  test(`a swap in Qdrant can be killed ${moment} every request`, async () => {
    let number = 1;
    while (await killSwapInQdrant(number, moment)) number++;
    assert.ok(number > 10);
  });
}
