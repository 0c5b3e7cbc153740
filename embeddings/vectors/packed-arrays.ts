/** Numbers by name, as one file: a line of JSON that says what lies where, then the arrays, each from a multiple of 8 bytes on, little-endian. */
export type Arrays = Readonly<Record<string, Float64Array | Float32Array | Int32Array>>;

const kinds = { Float64Array, Float32Array, Int32Array };
interface Place {
  readonly kind: keyof typeof kinds;
  readonly at: number;
  readonly length: number;
}

export function packArrays(arrays: Arrays): Uint8Array {
  const places: Record<string, Place> = {};
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    places[name] = { kind: array.constructor.name as keyof typeof kinds, at: size, length: array.length };
    size += Math.ceil(array.byteLength / 8) * 8;
  }
  const header = Buffer.from(`${JSON.stringify(places)}\n`);
  const packed = new Uint8Array(header.length + size);
  packed.set(header);
  for (const [name, array] of Object.entries(arrays)) {
    packed.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), header.length + places[name]!.at);
  }
  return packed;
}

/** What `packArrays` packed, as copies. */
export function unpackArrays(packed: Uint8Array): Arrays {
  const end = packed.indexOf(10) + 1;
  const places = JSON.parse(Buffer.from(packed.subarray(0, end)).toString()) as Record<string, Place>;
  // Not `packed.slice`: a Buffer's is a view, whose memory begins elsewhere.
  const body = Uint8Array.from(packed.subarray(end)).buffer;
  return Object.fromEntries(
    Object.entries(places).map(([name, { kind, at, length }]) => [name, new kinds[kind](body, at, length)]),
  );
}
