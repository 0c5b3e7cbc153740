/** What a block starts at a multiple of: a cache line. */
const alignment = 64;
const pageBytes = 65_536;

/** A piece of the kernels' memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Hands out pieces of one WebAssembly memory, which grows as needed and never shrinks. */
export interface Allocator {
  /** A block of at least `bytes`, its content undefined. Throws a RangeError when the memory is at its maximum. */
  allocate(bytes: number): Block;
  /** Gives a block back. Giving one back twice is a fault. */
  release(block: Block): void;
  /** Bytes now handed out. */
  readonly used: number;
}

/** First fit over a list of free blocks in the order of their addresses; neighbours are joined. What lies below `start` is not touched. */
export function createAllocator(memory: WebAssembly.Memory, start: number, maximumBytes: number): Allocator {
  let free: Block[] = [];
  let end = roundUp(start, alignment);
  let used = 0;
  return {
    get used() {
      return used;
    },
    allocate(wanted) {
      const bytes = roundUp(Math.max(wanted, 1), alignment);
      const found = free.findIndex((block) => block.bytes >= bytes);
      if (found >= 0) {
        const block = free[found]!;
        const rest = { address: block.address + bytes, bytes: block.bytes - bytes };
        free.splice(found, 1, ...(rest.bytes > 0 ? [rest] : []));
        used += bytes;
        return { address: block.address, bytes };
      }
      if (end + bytes > maximumBytes) {
        throw new RangeError(
          `the kernels' memory is full: ${bytes} bytes wanted, ${used} of ${maximumBytes} in use; work on fewer rows at once`,
        );
      }
      const missing = end + bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
      const block = { address: end, bytes };
      end += bytes;
      used += bytes;
      return block;
    },
    release(block) {
      const at = free.findIndex((other) => other.address > block.address);
      free.splice(at < 0 ? free.length : at, 0, block);
      free = joined(free);
      used -= block.bytes;
    },
  };
}

function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (last && last.address + last.bytes === block.address) {
      result[result.length - 1] = { address: last.address, bytes: last.bytes + block.bytes };
    } else {
      result.push(block);
    }
  }
  return result;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
