import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const rounds = 10;
const files = globSync('test/!(long|package)/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes("from 'fast-check'"),
);

test(`the properties hold for ${rounds} fresh seeds`, () => {
  assert.ok(files.length >= 20, `${files.length} files with properties`);
  for (let round = 0; round < rounds; round++) {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const run = spawnSync(process.execPath, ['--import', './test/property-seed.ts', '--test', ...files], {
      env: { ...process.env, PROPERTY_SEED: `${seed}`, NODE_TEST_CONTEXT: undefined },
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, `PROPERTY_SEED=${seed}\n${run.stdout}${run.stderr}`);
  }
});
