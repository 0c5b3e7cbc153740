import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openEmbeddedStore } from '../../../embeddings/vectors/embedded.ts';
import { sharedEngine } from '../../../kernels/index.ts';
import { holdToContract } from './contract.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-vectors-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

holdToContract('embedded', async () => {
  const folder = newFolder();
  return { open: () => openEmbeddedStore(folder) };
});

const shape = { vectors: { factors: 2 }, payload: {} };
const point = { id: 'a', vectors: { factors: Float32Array.of(1, 2) }, payload: {} };

test('a damaged file is refused by its checksum, and the same swap again mends it', async () => {
  const folder = newFolder();
  const store = openEmbeddedStore(folder);
  await store.swap('items', shape, [point]);
  const room = join(folder, 'models/vectors/items');
  const version = readFileSync(join(room, 'current'), 'utf8');
  appendFileSync(join(room, version, 'vector.factors.f32'), '\0\0\0\0\0\0\0\0');
  await assert.rejects(store.count('items'), /damaged.*run “holdfast train” again/);
  await store.swap('items', shape, [point]);
  assert.equal(await store.count('items'), 1);
  await store.close();
});

test('a write leaves one version and no memory behind, and a closed store gives its memory back', async () => {
  const before = sharedEngine().allocator.used;
  const folder = newFolder();
  const store = openEmbeddedStore(folder);
  for (let round = 0; round < 3; round++) {
    await store.swap('items', shape, [{ ...point, id: `of round ${round}` }]);
    await store.count('items');
  }
  const room = join(folder, 'models/vectors/items');
  assert.deepEqual(readdirSync(room).sort(), [readFileSync(join(room, 'current'), 'utf8'), 'current'].sort());
  await store.close();
  assert.equal(sharedEngine().allocator.used, before);
});
