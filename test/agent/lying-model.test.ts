import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outboxAfterLies } from './a-liar.ts';

test('of a model that lies in every reply nothing reaches the outbox: the template writes, forty-eight of forty-eight', async () => {
  const { queued, lies } = await outboxAfterLies(48);
  assert.equal(queued, 48);
  assert.deepEqual(lies, []);
});
