import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRetrain } from './kill-a-retrain.ts';

// Every step is in test/long/retrain-kill.test.ts.
for (const call of [12, 40, 75, 1000]) {
  test(`after a retrain that is killed at call ${call} readers have one model's answers, and the next run repairs`, async () => {
    assert.equal(await killRetrain(call), call < 1000);
  });
}
