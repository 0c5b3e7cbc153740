/**
 * `embedded FOLDER N`: swaps the new version in and dies by SIGKILL at the N-th call that changes the disk. `qdrant URL`: swaps it in.
 * Prints `swapped` when it came to the end.
 */
import { faultyDisk } from './fault-at-call.ts';

const [kind, place, number] = process.argv.slice(2);
const disk = faultyDisk();
const { openEmbeddedStore } = await import('../../../embeddings/vectors/embedded.ts');
const { openQdrantStore } = await import('../../../embeddings/vectors/qdrant.ts');
const { pointsOf, shapeOf } = await import('./two-versions.ts');
const { setTimeout: sleep } = await import('node:timers/promises');
const store =
  kind === 'embedded'
    ? openEmbeddedStore(place!)
    : openQdrantStore(
        { url: place!, prefix: 'holdfast', quantisation: 'none' },
        { clock: Date.now, random: Math.random, sleep },
      );
if (number !== undefined) disk.at(Number(number), () => process.kill(process.pid, 'SIGKILL'));
await store.swap('items', shapeOf('new'), pointsOf('new'));
process.stdout.write('swapped');
