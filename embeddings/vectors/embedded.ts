import { createVectorTable, type VectorTable } from '../../kernels/index.ts';
import { currentVersion, loadArtifact, publishArtifact } from '../../warehouse/index.ts';
import { checkCollection, checkFilter, checkSearch, checkShape, missingCollection } from './checks.ts';
import { type Columns, columnsOf, payloadOf, pointsOf } from './columns.ts';
import { columnsFrom, filesOf } from './files.ts';
import { countBits, type FilteredColumns, rowsWhere, withIds } from './filter.ts';
import type { Filter, Found, Point, Search, VectorStore } from './store.ts';

/** More bitmaps than this are not remembered. */
const mostBitmaps = 64;

/**
 * Vectors in files under `dataDir/models/vectors`, searched in process by comparing with every one. A write replaces the collection's files by a whole new version;
 * readers look for a newer version before each call, which costs a read of 16 bytes. It suits catalogues up to some hundred thousand products;
 * a write takes as long as writing all vectors does.
 */
export function openEmbeddedStore(dataDir: string): VectorStore {
  const opened = new Map<string, OpenCollection>();

  /** The newest version, loaded if it is not the one that is open. */
  function open(collection: string): OpenCollection {
    checkCollection(collection);
    const version = currentVersion(dataDir, artifactName(collection));
    const known = opened.get(collection);
    if (known && known.version === version) return known;
    const artifact = loadArtifact(dataDir, artifactName(collection));
    if (!artifact) throw missingCollection(collection);
    known?.release();
    const loaded = openCollection(artifact.version, columnsFrom(artifact.files));
    opened.set(collection, loaded);
    return loaded;
  }

  function stored(collection: string): Columns {
    checkCollection(collection);
    const artifact = loadArtifact(dataDir, artifactName(collection));
    if (!artifact) throw missingCollection(collection);
    return columnsFrom(artifact.files);
  }

  function publish(collection: string, columns: Columns): void {
    publishArtifact(dataDir, artifactName(collection), filesOf(columns));
  }

  async function searchBatch(collection: string, searches: readonly Search[]): Promise<Found[][]> {
    return open(collection).search(searches);
  }

  return {
    searchBatch,
    async search(collection, search) {
      const [found] = await searchBatch(collection, [search]);
      return found!;
    },
    async swap(collection, shape, points) {
      checkCollection(collection);
      checkShape(shape);
      publish(collection, columnsOf(shape, points));
    },
    async upsert(collection, points) {
      const columns = stored(collection);
      publish(collection, columnsOf(columns.shape, joined(pointsOf(columns), points)));
    },
    async delete(collection, ids) {
      const columns = stored(collection);
      const gone = new Set(ids);
      publish(
        collection,
        columnsOf(
          columns.shape,
          [...pointsOf(columns)].filter(({ id }) => !gone.has(id)),
        ),
      );
    },
    async count(collection, filter) {
      return open(collection).count(filter);
    },
    async close() {
      for (const collection of opened.values()) collection.release();
      opened.clear();
    },
  };
}

function artifactName(collection: string): string {
  return `vectors/${collection}`;
}

function* joined(first: Iterable<Point>, second: Iterable<Point>): Generator<Point> {
  yield* first;
  yield* second;
}

/** A version in memory: the vectors where the kernels find them, the rest as columns. */
interface OpenCollection {
  readonly version: string;
  search(searches: readonly Search[]): Found[][];
  count(filter: Filter | undefined): number;
  release(): void;
}

function openCollection(version: string, { shape, ids, vectors, has, keywords, numbers }: Columns): OpenCollection {
  const columns: FilteredColumns = { ids, keywords, numbers, rowOf: new Map(ids.map((id, row) => [id, row])) };
  const tables = new Map<string, VectorTable>();
  const present = new Map<string, Uint8Array>();
  for (const [name, values] of vectors) {
    tables.set(name, createVectorTable(values, shape.vectors[name]!));
    const marks = has.get(name)!;
    if (marks.includes(0)) present.set(name, bitsOf(marks));
  }
  const bitmaps = new Map<string, Uint8Array>();

  function whereBits(filter: Filter): Uint8Array {
    const conditions = filter.where ?? [];
    const key = JSON.stringify(conditions);
    const known = bitmaps.get(key);
    if (known) return known;
    if (bitmaps.size >= mostBitmaps) bitmaps.clear();
    const bits = rowsWhere(columns, conditions);
    bitmaps.set(key, bits);
    return bits;
  }

  /** The rows that may be found; undefined: all. */
  function allowed({ vector, filter }: Search): Uint8Array | undefined {
    const having = present.get(vector);
    if (!filter) return having;
    const kept = withIds(columns, whereBits(filter), filter);
    return having ? kept.map((byte, at) => byte & having[at]!) : kept;
  }

  /** The searches by the same vector and limit go through the vectors together. */
  function search(searches: readonly Search[]): Found[][] {
    for (const one of searches) checkSearch(shape, one);
    const found: Found[][] = searches.map(() => []);
    const groups = Map.groupBy(searches.keys(), (index) => `${searches[index]!.limit} ${searches[index]!.vector}`);
    for (const indices of groups.values()) {
      const { vector, limit } = searches[indices[0]!]!;
      const queries = indices.map((index) => ({
        vector: searches[index]!.query,
        allowed: allowed(searches[index]!),
      }));
      tables
        .get(vector)!
        .search(queries, limit)
        .forEach(({ rows, scores }, place) => {
          found[indices[place]!] = Array.from(rows, (row, at) => ({
            id: ids[row]!,
            score: scores[at]!,
            payload: payloadOf(columns, row),
          }));
        });
    }
    return found;
  }

  return {
    version,
    search,
    count(filter) {
      checkFilter(shape, filter);
      return filter ? countBits(withIds(columns, whereBits(filter), filter)) : ids.length;
    },
    release() {
      for (const table of tables.values()) table.release();
    },
  };
}

function bitsOf(marks: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(marks.length / 8));
  for (let row = 0; row < marks.length; row++) bits[row >> 3]! |= marks[row]! << (row & 7);
  return bits;
}
