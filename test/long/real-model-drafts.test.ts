import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftsByRealModel } from '../agent/real-model-drafts.ts';

test('200 drafts by a real model: every one is there, and none that it wrote holds a wrong fact', {
  skip: process.env.OPENAI_BASE_URL ? false : 'set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL to run it',
}, async (t) => {
  const { byModel, byTemplate, refusals, wrong } = await draftsByRealModel(200);
  t.diagnostic(`${byModel} written by the model, ${byTemplate} by the template; refused: ${JSON.stringify(refusals)}`);
  assert.equal(byModel + byTemplate, 200);
  assert.deepEqual(wrong, []);
});
