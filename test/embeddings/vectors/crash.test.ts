import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { killSwapInQdrant, killSwapOfFiles } from './kill-a-swap.ts';

// Every step is in test/long/vector-store-kill.test.ts.
for (const call of [9, 40, 1000]) {
  test(`a swap of files that is killed at call ${call} leaves the old version or the new, and the next swap repairs`, async () => {
    assert.equal(await killSwapOfFiles(call), call < 1000);
  });
}

for (const [number, moment] of [
  [7, 'before'],
  [8, 'after'],
  [100, 'before'],
] as const) {
  test(`a swap in Qdrant that is killed ${moment} request ${number} leaves the old version or the new, and the next swap repairs`, async () => {
    assert.equal(await killSwapInQdrant(number, moment), number < 100);
  });
}

test('a swap of files whose N-th call fails, for every N, throws, leaves the old version or the new, and can be made again', () => {
  const program = join(import.meta.dirname, 'fail-every-call.ts');
  const calls = Number(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
  assert.ok(calls > 30);
});
