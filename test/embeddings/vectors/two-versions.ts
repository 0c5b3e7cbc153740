import assert from 'node:assert/strict';
import { normal, seededRandom } from '../../../config/index.ts';
import type { CollectionShape, Point, VectorStore } from '../../../embeddings/vectors/store.ts';

export type Version = 'old' | 'new';

/** What is told apart: each version's number of points, dimensions and payload. */
const versions = { old: { count: 30, dimensions: 4 }, new: { count: 50, dimensions: 6 } } as const;

export const shapeOf = (version: Version): CollectionShape => ({
  vectors: { factors: versions[version].dimensions },
  payload: { version: 'keyword', price: 'number' },
});

export function pointsOf(version: Version): Point[] {
  const random = seededRandom(versions[version].count);
  return Array.from({ length: versions[version].count }, (_, index) => ({
    id: `product ${index}`,
    vectors: { factors: Float32Array.from({ length: versions[version].dimensions }, () => normal(random)) },
    payload: { version, price: index },
  }));
}

/** Which version the store answers with; fails when it is not exactly one of them. */
export async function versionIn(store: VectorStore, collection: string): Promise<Version> {
  const count = await store.count(collection);
  const version = count === versions.old.count ? 'old' : 'new';
  const query = new Float32Array(versions[version].dimensions).fill(1);
  const found = await store.search(collection, { vector: 'factors', query, limit: 1000 });
  const sums = new Map(
    pointsOf(version).map(({ id, vectors }) => [id, vectors.factors!.reduce((sum, value) => sum + value, 0)]),
  );
  assert.equal(found.length, versions[version].count);
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
  for (const { id, score, payload } of found) {
    assert.equal(payload.version, version);
    assert.ok(Math.abs(score - sums.get(id)!) < 1e-4);
  }
  return version;
}
