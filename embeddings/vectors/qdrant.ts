import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import type { Random } from '../../config/index.ts';
import { checkCollection, checkedPoints, checkFilter, checkSearch, checkShape, missingCollection } from './checks.ts';
import { batchesOf, filterFrom, foundFrom, indexOf, queryFrom, shapeFrom, uuidOf } from './qdrant-points.ts';
import { RefusedRequest, request, type Waiting } from './qdrant-request.ts';
import { type CollectionShape, type Found, type Point, type Search, StoreAway, type VectorStore } from './store.ts';

export interface QdrantSettings {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** In front of every name, so that several shops can share a server. */
  readonly prefix: string;
  /** `int8`: searches go through vectors compressed to a quarter, kept in memory, and are no longer exact to the last place. */
  readonly quantisation: 'none' | 'int8';
}

/** A write waits for a server that restarts; a reader would rather be told. In milliseconds. */
const patienceOfWriters = 180_000;
const patienceOfReaders = 3000;
/** An answer that takes longer counts as none. */
const longestWrite = 60_000;
const longestRead = 10_000;
/** What a collection looks like is asked anew after this time, and whenever something does not fit. */
const shapeLifetime = 10_000;
const searchesARequest = 200;
const idsARequest = 2000;

/**
 * Vectors in Qdrant. A collection is an alias `PREFIX.NAME` of a collection `PREFIX.NAME.VERSION`: a swap fills a new one and then moves the alias, which
 * Qdrant does at once, and removes every other version, those of killed runs too. Searches look at every point (no graph is built); at catalogues of
 * millions of products that is what to change.
 */
export function openQdrantStore(settings: QdrantSettings, waiting: Waiting): VectorStore {
  const writer = clientOf(settings, longestWrite);
  const reader = clientOf(settings, longestRead);
  const write = <T>(ask: () => Promise<T>) => request(settings.url, patienceOfWriters, waiting, ask);
  const read = <T>(ask: () => Promise<T>) => request(settings.url, patienceOfReaders, waiting, ask);
  const shapes = new Map<string, { readonly shape: CollectionShape; readonly until: number }>();
  const aliasOf = (collection: string) => {
    checkCollection(collection);
    return `${settings.prefix}.${collection}`;
  };

  async function shapeOf(collection: string): Promise<CollectionShape> {
    const known = shapes.get(collection);
    if (known && waiting.clock() < known.until) return known.shape;
    const info = await unlessMissing(collection, () => read(() => reader.getCollection(aliasOf(collection))));
    const shape = shapeFrom(info);
    shapes.set(collection, { shape, until: waiting.clock() + shapeLifetime });
    return shape;
  }

  /** Runs with the shape that is remembered, and once more with the server's own if that failed: another process may have swapped meanwhile. */
  async function withShape<T>(collection: string, run: (shape: CollectionShape) => Promise<T>): Promise<T> {
    const shape = await shapeOf(collection);
    try {
      return await run(shape);
    } catch (error) {
      if (error instanceof StoreAway) throw error;
      shapes.delete(collection);
      return run(await shapeOf(collection));
    }
  }

  /** The versions of a collection that the server holds, and the one that readers get. */
  async function versionsOf(collection: string): Promise<{ current: string | undefined; others: string[] }> {
    const alias = aliasOf(collection);
    const { aliases } = await write(() => writer.getAliases());
    const current = aliases.find(({ alias_name: name }) => name === alias)?.collection_name;
    const { collections } = await write(() => writer.getCollections());
    const names = collections.map(({ name }) => name).filter((name) => name.startsWith(`${alias}.`));
    return { current, others: names.filter((name) => name !== current) };
  }

  async function removeOthers(collection: string): Promise<void> {
    const { others } = await versionsOf(collection);
    for (const name of others) await write(() => writer.deleteCollection(name));
  }

  async function create(version: string, shape: CollectionShape): Promise<void> {
    try {
      await write(() => writer.createCollection(version, layoutOf(shape, settings.quantisation)));
    } catch (error) {
      // The name is ours alone: it is there because the answer to an earlier try was lost.
      if (!(error instanceof RefusedRequest && error.status === 409)) throw error;
    }
    for (const [field, kind] of Object.entries(shape.payload)) {
      await write(() =>
        writer.createPayloadIndex(version, { field_name: field, field_schema: indexOf[kind], wait: true }),
      );
    }
  }

  async function put(target: string, shape: CollectionShape, points: readonly Point[]): Promise<void> {
    for (const batch of batchesOf(shape, points)) {
      await write(() => writer.upsert(target, { wait: true, points: batch }));
    }
  }

  async function searchBatch(collection: string, searches: readonly Search[]): Promise<Found[][]> {
    return withShape(collection, (shape) =>
      unlessMissing(collection, async () => {
        for (const search of searches) checkSearch(shape, search);
        const queries = searches.map((search) => queryFrom(search, settings.quantisation !== 'none'));
        const target = searches.length > searchesARequest ? await currentVersion(collection) : aliasOf(collection);
        const found: Found[][] = [];
        for (let from = 0; from < queries.length; from += searchesARequest) {
          const some = queries.slice(from, from + searchesARequest);
          const answers = await read(() => reader.queryBatch(target, { searches: some }));
          found.push(...answers.map(({ points }) => points.map(foundFrom)));
        }
        return found;
      }),
    );
  }

  /** So that all requests of a batch see the same version. */
  async function currentVersion(collection: string): Promise<string> {
    const { aliases } = await read(() => reader.getAliases());
    const current = aliases.find(({ alias_name: name }) => name === aliasOf(collection));
    if (!current) throw missingCollection(collection);
    return current.collection_name;
  }

  return {
    searchBatch,
    async search(collection, search) {
      const [found] = await searchBatch(collection, [search]);
      return found!;
    },
    async swap(collection, shape, points) {
      const alias = aliasOf(collection);
      checkShape(shape);
      const checked = checkedPoints(shape, points);
      await removeOthers(collection);
      const version = `${alias}.${versionName(waiting)}`;
      await create(version, shape);
      await put(version, shape, checked);
      const { count } = await write(() => writer.count(version, { exact: true }));
      if (count !== checked.length) {
        throw new Error(
          `${version} holds ${count} points after ${checked.length} were acknowledged; readers keep the version before`,
        );
      }
      await write(() =>
        writer.updateCollectionAliases({
          actions: [{ create_alias: { alias_name: alias, collection_name: version } }],
        }),
      );
      shapes.delete(collection);
      await removeOthers(collection);
    },
    async upsert(collection, points) {
      const all = [...points];
      await withShape(collection, (shape) =>
        unlessMissing(collection, () => put(aliasOf(collection), shape, checkedPoints(shape, all))),
      );
    },
    async delete(collection, ids) {
      await shapeOf(collection);
      for (let from = 0; from < ids.length; from += idsARequest) {
        const points = ids.slice(from, from + idsARequest).map(uuidOf);
        await unlessMissing(collection, () => write(() => writer.delete(aliasOf(collection), { wait: true, points })));
      }
    },
    async count(collection, filter) {
      return withShape(collection, (shape) =>
        unlessMissing(collection, async () => {
          checkFilter(shape, filter);
          const asked = filterFrom(filter);
          const { count } = await read(() =>
            reader.count(aliasOf(collection), { exact: true, ...(asked ? { filter: asked } : {}) }),
          );
          return count;
        }),
      );
    },
    async close() {
      shapes.clear();
    },
  };
}

function clientOf({ url, apiKey }: QdrantSettings, timeout: number): QdrantClient {
  const { origin, pathname } = new URL(url);
  return new QdrantClient({
    url: origin,
    prefix: pathname.replace(/\/$/, ''),
    timeout,
    checkCompatibility: false,
    // As a header: the client's own `apiKey` writes a warning to the console when the address is http.
    ...(apiKey === undefined ? {} : { headers: { 'api-key': apiKey } }),
  });
}

/** Sorts by time, and differs between runs of one moment. */
function versionName({ clock, random }: { clock: () => number; random: Random }): string {
  return `${Math.floor(clock())}-${Math.floor(random() * 2 ** 32).toString(36)}`;
}

function layoutOf({ vectors }: CollectionShape, quantisation: 'none' | 'int8'): Schemas['CreateCollection'] {
  return {
    vectors: Object.fromEntries(
      Object.entries(vectors).map(([name, size]) => [name, { size, distance: 'Dot' as const }]),
    ),
    // No graph: every search looks at all.
    hnsw_config: { m: 0 },
    ...(quantisation === 'int8'
      ? { quantization_config: { scalar: { type: 'int8' as const, always_ram: true } } }
      : {}),
  };
}

async function unlessMissing<T>(collection: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusedRequest && error.status === 404) throw missingCollection(collection);
    throw error;
  }
}
