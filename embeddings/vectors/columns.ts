import { checkedPoints } from './checks.ts';
import type { CollectionShape, Payload, Point } from './store.ts';

/** Points as columns, one row a point. */
export interface Columns {
  readonly shape: CollectionShape;
  readonly ids: readonly string[];
  /** By name, rows × dimensions; zeros where a point lacks the vector. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** By name, 1 where the point has the vector. */
  readonly has: ReadonlyMap<string, Uint8Array>;
  readonly keywords: ReadonlyMap<string, Keywords>;
  /** By field, NaN where the value is not known. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
}

/** A field of words: each row's index into `words`, −1 where the value is not known. */
export interface Keywords {
  readonly words: readonly string[];
  readonly index: Int32Array;
}

/** The columns of the points, each id once. Throws as `checkedPoints` does. */
export function columnsOf(shape: CollectionShape, points: Iterable<Point>): Columns {
  const rows = checkedPoints(shape, points);
  const vectors = new Map<string, Float32Array>();
  const has = new Map<string, Uint8Array>();
  for (const [name, dimensions] of Object.entries(shape.vectors)) {
    const values = new Float32Array(rows.length * dimensions);
    const present = new Uint8Array(rows.length);
    rows.forEach((point, row) => {
      const vector = point.vectors[name];
      if (!vector) return;
      values.set(vector, row * dimensions);
      present[row] = 1;
    });
    vectors.set(name, values);
    has.set(name, present);
  }
  const keywords = new Map<string, Keywords>();
  const numbers = new Map<string, Float64Array>();
  for (const [field, kind] of Object.entries(shape.payload)) {
    if (kind === 'number') {
      numbers.set(
        field,
        Float64Array.from(rows, ({ payload }) => Number(payload[field] ?? Number.NaN)),
      );
    } else {
      keywords.set(field, keywordsOf(rows.map(({ payload }) => payload[field] as string | null | undefined)));
    }
  }
  return { shape, ids: rows.map(({ id }) => id), vectors, has, keywords, numbers };
}

function keywordsOf(values: readonly (string | null | undefined)[]): Keywords {
  const places = new Map<string, number>();
  const index = Int32Array.from(values, (value) => {
    if (value === null || value === undefined) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { words: [...places.keys()], index };
}

/** The points that the columns were made of. */
export function* pointsOf(columns: Columns): Generator<Point> {
  for (let row = 0; row < columns.ids.length; row++) {
    const vectors: Record<string, Float32Array> = {};
    for (const [name, values] of columns.vectors) {
      const dimensions = columns.shape.vectors[name]!;
      if (columns.has.get(name)![row]) vectors[name] = values.subarray(row * dimensions, (row + 1) * dimensions);
    }
    yield { id: columns.ids[row]!, vectors, payload: payloadOf(columns, row) };
  }
}

/** The known fields of a row. */
export function payloadOf({ keywords, numbers }: Pick<Columns, 'keywords' | 'numbers'>, row: number): Payload {
  const payload: Record<string, string | number> = {};
  for (const [field, { words, index }] of keywords) if (index[row]! >= 0) payload[field] = words[index[row]!]!;
  for (const [field, values] of numbers) if (!Number.isNaN(values[row]!)) payload[field] = values[row]!;
  return payload;
}
