import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../config/index.ts';
import { currentVersion, loadArtifact, publishArtifact } from '../../warehouse/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-artifacts-'));
after(() => rmSync(folder, { recursive: true }));
let folders = 0;
const newFolder = () => join(folder, `data-${folders++}`);

const files = (weight: string) =>
  new Map<string, string>([
    ['model.json', '{"units": 32}'],
    ['weights.bin', weight],
  ]);
const contents = (dataDir: string) =>
  Object.fromEntries([...(loadArtifact(dataDir, 'churn')?.files ?? [])].map(([name, bytes]) => [name, String(bytes)]));

test('what was published is loaded, and the version stands for the bytes', () => {
  const dataDir = newFolder();
  assert.equal(loadArtifact(dataDir, 'churn'), undefined);
  const first = publishArtifact(dataDir, 'churn', files('a'));
  assert.equal(publishArtifact(dataDir, 'churn', new Map([...files('a')].reverse())), first);
  assert.deepEqual(contents(dataDir), Object.fromEntries(files('a')));
  const second = publishArtifact(dataDir, 'churn', files('b'));
  assert.notEqual(second, first);
  assert.equal(currentVersion(dataDir, 'churn'), second);
  assert.deepEqual(readdirSync(join(dataDir, 'models', 'churn')).sort(), [second, 'current'].sort());
  for (const name of files('b').keys()) {
    assert.equal(statSync(join(dataDir, 'models', 'churn', second, name)).mode & 0o777, 0o600);
  }
});

test('a single flipped bit in any file is refused with the file’s name, and publishing again mends it', () => {
  const dataDir = newFolder();
  const version = publishArtifact(dataDir, 'churn', files('weights'));
  for (const name of files('').keys()) {
    const path = join(dataDir, 'models', 'churn', version, name);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    assert.throws(
      () => loadArtifact(dataDir, 'churn'),
      (error: Error) =>
        error instanceof UserError && error.message.includes(name) && /holdfast train/.test(error.message),
    );
    publishArtifact(dataDir, 'churn', files('weights'));
    assert.deepEqual(contents(dataDir), Object.fromEntries(files('weights')));
  }
});

test('what a killed run left behind goes with the next publication', () => {
  const dataDir = newFolder();
  publishArtifact(dataDir, 'churn', files('a'));
  mkdirSync(join(dataDir, 'models', 'churn', 'feedfeedfeedfeed.unfinished'));
  writeFileSync(join(dataDir, 'models', 'churn', 'current.unfinished'), 'feed');
  assert.deepEqual(contents(dataDir), Object.fromEntries(files('a')));
  const version = publishArtifact(dataDir, 'churn', files('b'));
  assert.deepEqual(readdirSync(join(dataDir, 'models', 'churn')).sort(), [version, 'current'].sort());
});

test('a process that is killed at any step of publishing leaves the old version or the new one, and the next run completes it', () => {
  const calls = ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync'];
  const publish = (dataDir: string, killAt: number) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import fs from 'node:fs';
         import { syncBuiltinESMExports } from 'node:module';
         const { publishArtifact } = await import(${JSON.stringify(new URL('../../warehouse/artifacts.ts', import.meta.url).href)});
         let step = 0;
         for (const name of ${JSON.stringify(calls)}) {
           const call = fs[name];
           fs[name] = (...given) => {
             if (++step === ${killAt}) process.kill(process.pid, 'SIGKILL');
             return call(...given);
           };
         }
         syncBuiltinESMExports();
         publishArtifact(${JSON.stringify(dataDir)}, 'churn', new Map(${JSON.stringify([...files('b')])}));
         fs.writeSync(1, String(step));`,
      ],
      { encoding: 'utf8' },
    );
  const steps = Number(publish(newFolder(), 0).stdout);
  assert.ok(steps > 15, `${steps} steps`);
  const seen = new Set<string>();
  for (let step = 1; step <= steps; step++) {
    const dataDir = newFolder();
    publishArtifact(dataDir, 'churn', files('a'));
    const { signal } = publish(dataDir, step);
    if (signal === null) continue; // The old version’s removal is a step more, and comes last.
    const found = contents(dataDir);
    seen.add(found['weights.bin']!);
    assert.ok(['a', 'b'].includes(found['weights.bin']!));
    assert.deepEqual(found, Object.fromEntries(files(found['weights.bin']!)));
    const version = publishArtifact(dataDir, 'churn', files('b'));
    assert.deepEqual(contents(dataDir), Object.fromEntries(files('b')));
    assert.deepEqual(readdirSync(join(dataDir, 'models', 'churn')).sort(), [version, 'current'].sort());
  }
  assert.deepEqual([...seen].sort(), ['a', 'b']);
});
