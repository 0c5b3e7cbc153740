import { createHash } from 'node:crypto';
import type { Schemas } from '@qdrant/js-client-rest';
import type { CollectionShape, Condition, FieldKind, Filter, Found, Point, Search } from './store.ts';

/** The payload field that holds our id: Qdrant's own ids are numbers or UUIDs. Fields of ours start with a letter. */
const idField = '_id';

/** Most numbers of a batch: some 5 MB as JSON, of the 32 MB that a server takes by default. */
const numbersABatch = 250_000;
const pointsABatch = 2000;

/** The UUID under which Qdrant keeps an id: the first bytes of its SHA-256, marked as version 8. */
export function uuidOf(id: string): string {
  const bytes = createHash('sha256').update(id).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The points in batches that fit into one request each. */
export function* batchesOf(shape: CollectionShape, points: readonly Point[]): Generator<Schemas['PointStruct'][]> {
  const numbers = Object.values(shape.vectors).reduce((sum, dimensions) => sum + dimensions, 1);
  const size = Math.max(1, Math.min(pointsABatch, Math.floor(numbersABatch / numbers)));
  for (let from = 0; from < points.length; from += size) {
    yield points.slice(from, from + size).map(({ id, vectors, payload }) => ({
      id: uuidOf(id),
      vector: Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, Array.from(values)])),
      payload: {
        ...Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null && value !== undefined)),
        [idField]: id,
      },
    }));
  }
}

/** A found point as Qdrant gives it. */
export function foundFrom({ score, payload }: Schemas['ScoredPoint']): Found {
  const { [idField]: id, ...known } = payload as Record<string, string | number>;
  return { id: String(id), score, payload: known };
}

/**
 * A search that compares with every point that the filter keeps. With quantisation it goes through the compressed vectors, and the best four times as many
 * as wanted are compared again by the originals.
 */
export function queryFrom(search: Search, quantised: boolean): Schemas['QueryRequest'] {
  const filter = filterFrom(search.filter);
  return {
    query: Array.from(search.query),
    using: search.vector,
    limit: search.limit,
    with_payload: true,
    params: quantised ? { quantization: { rescore: true, oversampling: 4 } } : { exact: true },
    ...(filter ? { filter } : {}),
  };
}

export function filterFrom(filter: Filter | undefined): Schemas['Filter'] | undefined {
  if (!filter) return undefined;
  const { ids, withoutIds, where = [] } = filter;
  const must: Schemas['Condition'][] = [];
  const mustNot: Schemas['Condition'][] = [];
  if (ids) must.push({ has_id: ids.map(uuidOf) });
  if (withoutIds && withoutIds.length > 0) mustNot.push({ has_id: withoutIds.map(uuidOf) });
  for (const condition of where) addCondition(condition, must, mustNot);
  return { must, must_not: mustNot };
}

function addCondition(condition: Condition, must: Schemas['Condition'][], mustNot: Schemas['Condition'][]): void {
  const key = condition.field;
  if ('in' in condition) must.push({ key, match: { any: [...condition.in] } });
  else if ('notIn' in condition) mustNot.push({ key, match: { any: [...condition.notIn] } });
  else must.push({ key, range: { gte: condition.atLeast ?? null, lte: condition.atMost ?? null } });
}

/** The index that Qdrant keeps for each kind of field. */
export const indexOf: Record<FieldKind, 'keyword' | 'float'> = { keyword: 'keyword', number: 'float' };

/** The shape that a collection of ours was made with, from its vectors and its payload's indexes. */
export function shapeFrom({ config, payload_schema: schema }: Schemas['CollectionInfo']): CollectionShape {
  const vectors = config.params.vectors as Record<string, Schemas['VectorParams']>;
  return {
    vectors: Object.fromEntries(Object.entries(vectors).map(([name, { size }]) => [name, size])),
    payload: Object.fromEntries(
      Object.entries(schema).map(([field, index]) => [field, index?.data_type === 'keyword' ? 'keyword' : 'number']),
    ),
  };
}
