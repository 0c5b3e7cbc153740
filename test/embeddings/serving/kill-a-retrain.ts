import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecommender } from '../../../embeddings/save.ts';
import { productsCollection, trainingOf } from '../../../embeddings/serving/item-vectors.ts';
import { publishRecommender } from '../../../embeddings/serving/publish.ts';
import { similarProducts } from '../../../embeddings/serving/similar.ts';
import { trending } from '../../../embeddings/serving/trending.ts';
import { loadTextVectors } from '../../../embeddings/text/text-vectors.ts';
import { openEmbeddedStore } from '../../../embeddings/vectors/embedded.ts';
import { aRecommender } from './a-recommender.ts';
import { otherVersion, textOf } from './other-version.ts';

const program = join(import.meta.dirname, 'retrain-in-a-child.ts');
const old = aRecommender(60, 40);
const newer = otherVersion(old);
const limit = 5;

/** What a reader gets from the folder: the model's own list, and products like one, by the store or without it. */
async function answersFrom(folder: string) {
  const recommender = (await loadRecommender(folder))!;
  const text = loadTextVectors(folder)!;
  const store = openEmbeddedStore(folder);
  try {
    const taken = recommender.products[recommender.parts.popularity.findIndex((count) => count >= 1)]!;
    const similar = await similarProducts(recommender, { store, text }, taken.productId, { limit });
    const same = [{ field: 'training', in: [trainingOf(recommender, text)] }];
    return {
      trending: trending(recommender, { limit }).map(({ product_id }) => product_id),
      similar: similar.map(({ product_id }) => product_id),
      stored: await store.count(productsCollection, { where: same }),
    };
  } finally {
    await store.close();
  }
}

/** Kills a retrain at the given call; then readers have the old model's answers or the new one's, and the next run repairs. False when the retrain needs fewer calls. */
export async function killRetrain(call: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-retrain-'));
  const store = openEmbeddedStore(folder);
  try {
    await publishRecommender(newer, await textOf(newer, 2), store, folder);
    const after = await answersFrom(folder);
    await publishRecommender(old, await textOf(old, 1), store, folder);
    const before = await answersFrom(folder);
    assert.notDeepEqual(before.similar, after.similar);
    assert.notDeepEqual(before.trending, after.trending);
    const { stdout, stderr, signal } = spawnSync(process.execPath, [program, folder, String(call)], {
      encoding: 'utf8',
    });
    const finished = stdout === 'published';
    assert.ok(finished || signal === 'SIGKILL', `killed at call ${call} it ended by itself: ${stderr}`);
    const { trending: list, similar } = await answersFrom(folder);
    const expected = finished || String(list) === String(after.trending) ? after : before;
    assert.deepEqual({ trending: list, similar }, { trending: expected.trending, similar: expected.similar });
    await publishRecommender(newer, await textOf(newer, 2), store, folder);
    assert.deepEqual(await answersFrom(folder), after);
    assert.equal(after.stored, newer.products.length);
    return !finished;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}
