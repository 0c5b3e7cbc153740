import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from '../../../embeddings/vectors/embedded.ts';
import { openQdrantStore } from '../../../embeddings/vectors/qdrant.ts';
import { openQdrant } from './a-qdrant.ts';
import { pointsOf, shapeOf, versionIn } from './two-versions.ts';

const program = join(import.meta.dirname, 'swap-in-a-child.ts');

/** Runs the child; true when it came to its end. */
async function swapInAChild(given: string[], started: (kill: () => void) => void = () => {}): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
  started(() => child.kill('SIGKILL'));
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.ok(signal === 'SIGKILL' || code === 0, `the child ended with ${code ?? signal}`);
  return output === 'swapped';
}

/** Kills a swap of files at the given call; then readers have the old version or the new, and the next swap leaves nothing behind. False when the swap needs fewer calls. */
export async function killSwapOfFiles(call: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-kill-'));
  const store = openEmbeddedStore(folder);
  try {
    await store.swap('items', shapeOf('old'), pointsOf('old'));
    const finished = await swapInAChild(['embedded', folder, String(call)]);
    const version = await versionIn(store, 'items');
    if (finished) assert.equal(version, 'new');
    await store.swap('items', shapeOf('new'), pointsOf('new'));
    assert.equal(await versionIn(store, 'items'), 'new');
    const room = join(folder, 'models/vectors/items');
    assert.deepEqual(readdirSync(room).sort(), [readFileSync(join(room, 'current'), 'utf8'), 'current'].sort());
    return !finished;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Kills a swap in Qdrant at its given request, before it is carried out or after; then readers have the old version or the new, and the next swap leaves
 * one collection. False when the swap needs fewer requests.
 */
export async function killSwapInQdrant(number: number, moment: 'before' | 'after'): Promise<boolean> {
  const server = await openQdrant();
  const store = openQdrantStore(
    { url: server.url, prefix: 'holdfast', quantisation: 'none' },
    { clock: Date.now, random: Math.random, sleep },
  );
  try {
    await store.swap('items', shapeOf('old'), pointsOf('old'));
    const from = server.requests.length;
    const finished = await swapInAChild(['qdrant', server.url], (kill) => {
      server.fault = (request) => {
        if (request !== from + number) return undefined;
        kill();
        return moment === 'before' ? 'cut' : 'lost';
      };
    });
    server.fault = () => undefined;
    const version = await versionIn(store, 'items');
    if (finished) assert.equal(version, 'new');
    await store.swap('items', shapeOf('new'), pointsOf('new'));
    assert.equal(await versionIn(store, 'items'), 'new');
    assert.deepEqual([...server.collections.keys()], [server.aliases.get('holdfast.items')]);
    return !finished;
  } finally {
    await store.close();
    await server.stop();
  }
}
