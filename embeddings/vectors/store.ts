import { UserError } from '../../config/index.ts';

/**
 * Where vectors are kept and searched. Every form (embedded, Qdrant) keeps these promises, and one suite holds them all to it
 * (test/embeddings/vectors/contract.ts):
 *
 * - A collection comes into being by its first `swap`. Every other call on a collection that was never swapped in throws a UserError.
 * - A point is replaced whole, by its id: what the newer one lacks is gone. Of two points with one id in a call the later counts.
 * - What a call has acknowledged is on disk. A call that was cut off, by a kill or a lost connection, can be made again and doubles nothing.
 * - `swap` is seen whole or not at all, by every process, and whatever moment it is killed at; a later `swap` removes what it left behind.
 * - Scores are dot products, the higher the better; vectors that are to be compared by angle are given with length 1.
 * - A search looks at every point that its filter keeps: its list is exact, and full as long as that many points are kept and have the vector.
 * - One process writes at a time, any number read.
 * - Vectors of the wrong dimension, values that are no finite numbers, unknown vectors or fields, and values of the wrong kind are refused with a UserError before
 *   anything is written.
 * - A store that cannot be reached throws a StoreAway; until then it has tried again for a while.
 */
export interface VectorStore {
  /** Replaces all that the collection holds, and its shape, by these points. */
  swap(collection: string, shape: CollectionShape, points: Iterable<Point>): Promise<void>;
  /** Adds points, or replaces those with the same ids. */
  upsert(collection: string, points: Iterable<Point>): Promise<void>;
  /** Removes points; ids that are not there are passed over. */
  delete(collection: string, ids: readonly string[]): Promise<void>;
  /** How many points the filter keeps; all without one. */
  count(collection: string, filter?: Filter): Promise<number>;
  /** The points with the best scores, best first. */
  search(collection: string, search: Search): Promise<Found[]>;
  /** As many lists as searches, in their order; all see the same state of the collection. */
  searchBatch(collection: string, searches: readonly Search[]): Promise<Found[][]>;
  /** Gives memory and connections back. */
  close(): Promise<void>;
}

/** The store's server does not answer: what was asked may be asked again later, and a reader may do without meanwhile. */
export class StoreAway extends UserError {
  override name = 'StoreAway';
}

export interface CollectionShape {
  /** The dimensions of each vector that a point may have, by its name. */
  readonly vectors: Readonly<Record<string, number>>;
  /** The fields that a point may have and a filter may ask for. */
  readonly payload: Readonly<Record<string, FieldKind>>;
}

/** `keyword`: a word that is equal or not; `number`: an amount that lies in a range or not. */
export type FieldKind = 'keyword' | 'number';

export interface Point {
  readonly id: string;
  /** A vector that is left out is not found by a search for its name. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
  readonly payload: Payload;
}

/** A field that is left out, or null, is not known. */
export type Payload = Readonly<Record<string, string | number | null>>;

export interface Search {
  /** The name of the vector to compare with. */
  readonly vector: string;
  readonly query: Float32Array;
  readonly limit: number;
  readonly filter?: Filter;
}

/** Which points count: those that satisfy everything that is said. */
export interface Filter {
  /** Only these. */
  readonly ids?: readonly string[];
  /** Not these. */
  readonly withoutIds?: readonly string[];
  readonly where?: readonly Condition[];
}

/** What is asked of a field. A value that is not known is in no list and no range, and so passes `notIn` alone. */
export type Condition =
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly field: string; readonly notIn: readonly string[] }
  | { readonly field: string; readonly atLeast?: number; readonly atMost?: number };

export interface Found {
  readonly id: string;
  readonly score: number;
  /** The fields that are known. */
  readonly payload: Payload;
}
