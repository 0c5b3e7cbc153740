import type { Engine } from './engine.ts';
import type { Block } from './memory.ts';

/** Blocks that are given back together. */
export interface Arena {
  readonly released: boolean;
  /** The address of a new block. */
  allocate(bytes: number): number;
  /** The address of a copy of the values. */
  place(values: Float32Array | Int32Array): number;
  /** The address of a copy of the bytes. */
  placeBytes(bytes: Uint8Array): number;
  release(): void;
}

export function createArena(engine: Engine): Arena {
  let blocks: Block[] | undefined = [];
  const allocate = (bytes: number) => {
    const block = engine.allocator.allocate(bytes);
    blocks!.push(block);
    return block.address;
  };
  return {
    get released() {
      return blocks === undefined;
    },
    allocate,
    place(values) {
      const address = allocate(4 * values.length);
      const target = values instanceof Float32Array ? engine.floats : engine.integers;
      target(address, values.length).set(values);
      return address;
    },
    placeBytes(bytes) {
      const address = allocate(bytes.length);
      engine.bytes(address, bytes.length).set(bytes);
      return address;
    },
    release() {
      for (const block of blocks ?? []) engine.allocator.release(block);
      blocks = undefined;
    },
  };
}
