import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outboxAfterLies } from '../agent/a-liar.ts';

test('a model that lies in every reply, 1,000 drafts: no lie reaches the outbox', async () => {
  const { queued, lies } = await outboxAfterLies(1000);
  assert.equal(queued, 1000);
  assert.deepEqual(lies, []);
});
