import { UserError } from '../../config/index.ts';
import type { Columns, Keywords } from './columns.ts';
import type { CollectionShape } from './store.ts';

/** The layout of the files; a program that does not know a layout refuses it. */
const layout = 1;

/**
 * Columns as files: `shape.json` and `ids.json`; a vector's values (rows × dimensions f32) and marks (a byte a row); a field's numbers (f64) or word indices (i32)
 * and words. All little-endian, as every machine is that we run on.
 */
export function filesOf({ shape, ids, vectors, has, keywords, numbers }: Columns): Map<string, Uint8Array | string> {
  const files = new Map<string, Uint8Array | string>();
  files.set('shape.json', JSON.stringify({ layout, ...shape }));
  files.set('ids.json', JSON.stringify(ids));
  for (const [name, values] of vectors) files.set(`vector.${name}.f32`, bytesOf(values));
  for (const [name, marks] of has) files.set(`vector.${name}.has`, marks);
  for (const [field, values] of numbers) files.set(`field.${field}.f64`, bytesOf(values));
  for (const [field, { words, index }] of keywords) {
    files.set(`field.${field}.json`, JSON.stringify(words));
    files.set(`field.${field}.i32`, bytesOf(index));
  }
  return files;
}

/** The columns that were written. Throws a UserError when a newer Holdfast wrote them. */
export function columnsFrom(files: ReadonlyMap<string, Buffer>): Columns {
  const { layout: found, ...shape } = json(files, 'shape.json') as CollectionShape & { layout: number };
  if (found !== layout) {
    throw new UserError(
      `the stored vectors have layout ${found}, this version of Holdfast reads ${layout}: run “holdfast train” again`,
    );
  }
  const vectors = new Map<string, Float32Array>();
  const has = new Map<string, Uint8Array>();
  for (const name of Object.keys(shape.vectors)) {
    vectors.set(name, new Float32Array(copied(files, `vector.${name}.f32`)));
    has.set(name, new Uint8Array(copied(files, `vector.${name}.has`)));
  }
  const keywords = new Map<string, Keywords>();
  const numbers = new Map<string, Float64Array>();
  for (const [field, kind] of Object.entries(shape.payload)) {
    if (kind === 'number') numbers.set(field, new Float64Array(copied(files, `field.${field}.f64`)));
    else {
      keywords.set(field, {
        words: json(files, `field.${field}.json`) as string[],
        index: new Int32Array(copied(files, `field.${field}.i32`)),
      });
    }
  }
  return { shape, ids: json(files, 'ids.json') as string[], vectors, has, keywords, numbers };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy at an address that every kind of number can be read from. */
function copied(files: ReadonlyMap<string, Buffer>, name: string): ArrayBuffer {
  return Uint8Array.from(files.get(name)!).buffer;
}

function json(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse(files.get(name)!.toString('utf8'));
}
