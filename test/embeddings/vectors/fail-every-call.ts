/** Fails every call of a swap that changes the disk, one after another, with “no space left”; prints how many there were. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultyDisk } from './fault-at-call.ts';

const disk = faultyDisk();
const { openEmbeddedStore } = await import('../../../embeddings/vectors/embedded.ts');
const { pointsOf, shapeOf, versionIn } = await import('./two-versions.ts');

let calls = 0;
for (let finished = false; !finished; ) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-fail-'));
  const store = openEmbeddedStore(folder);
  await store.swap('items', shapeOf('old'), pointsOf('old'));
  disk.at(++calls, () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  const outcome = await store.swap('items', shapeOf('new'), pointsOf('new')).then(
    () => 'swapped',
    (error: Error) => error.message,
  );
  finished = disk.count < calls;
  disk.at(Number.POSITIVE_INFINITY, () => {});
  if (finished) assert.equal(outcome, 'swapped');
  else assert.match(outcome, /ENOSPC/);
  const version = await versionIn(store, 'items');
  if (finished) assert.equal(version, 'new');
  await store.swap('items', shapeOf('new'), pointsOf('new'));
  assert.equal(await versionIn(store, 'items'), 'new');
  const room = join(folder, 'models/vectors/items');
  assert.deepEqual(readdirSync(room).sort(), [readFileSync(join(room, 'current'), 'utf8'), 'current'].sort());
  await store.close();
  rmSync(folder, { recursive: true });
}
process.stdout.write(String(calls - 1));
