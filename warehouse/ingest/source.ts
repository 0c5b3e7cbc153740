import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Progress, UserError } from '../../config/index.ts';
import { inflate } from './inflate.ts';
import type { IngestLimits } from './limits.ts';

/** A file that is being read: once, from its first byte to its last. */
export interface Source {
  readonly path: string;
  /** Without the folder. */
  readonly name: string;
  /** The file's text as bytes, unpacked when it is gzipped, in blocks of at least 1 MiB but for the last. */
  blocks(): AsyncGenerator<Buffer>;
  /** SHA-256 of the file as it lies there; known when `blocks` has ended. */
  digest(): string;
  isSameFile(other: { dev: bigint; ino: bigint }): boolean;
  close(): Promise<void>;
}

const chunkBytes = 2 ** 20;

/** Opens a plain file for reading. Links are followed; folders, pipes and devices are refused, and so is an empty file. */
export async function openSource(path: string, limits: IngestLimits, onProgress: Progress): Promise<Source> {
  const handle = await openPlainFile(path);
  try {
    const before = await handle.stat({ bigint: true });
    if (before.isDirectory()) throw new UserError(`${path} is a folder: name the file in it that is to be read`);
    if (!before.isFile()) throw new UserError(`${path} is not a plain file but a pipe or a device: save it as a file`);
    if (before.size === 0n) throw new UserError(`${path} is empty (0 bytes)`);
    const start = Buffer.alloc(2);
    await handle.read(start, 0, 2, 0);
    const gzipped = start[0] === 0x1f && start[1] === 0x8b;
    const hash = createHash('sha256');
    const size = Number(before.size);

    async function* fileChunks(): AsyncGenerator<Buffer> {
      let position = 0;
      let next = readChunk(handle, path, position);
      for (;;) {
        const chunk = await next;
        if (chunk.length === 0) break;
        position += chunk.length;
        // The next piece is on its way while this one is worked on; its failure is met when it is waited for.
        next = readChunk(handle, path, position);
        next.catch(() => {});
        hash.update(chunk);
        yield chunk;
        onProgress(Math.min(position, size), size, 'bytes');
      }
      const after = await handle.stat({ bigint: true }).catch((error) => {
        throw unreadable(path, error);
      });
      if (BigInt(position) !== before.size || after.size !== before.size || after.mtimeNs !== before.mtimeNs) {
        throw new UserError(
          `${path} was changed while it was read: wait until whatever writes it has ended, then retry`,
        );
      }
    }

    return {
      path,
      name: basename(path),
      blocks: () => (gzipped ? inflate(fileChunks(), path, limits) : fileChunks()),
      digest: () => hash.copy().digest('hex'),
      isSameFile: (other) => other.dev === before.dev && other.ino === before.ino,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error instanceof UserError ? error : unreadable(path, error);
  }
}

async function openPlainFile(path: string): Promise<FileHandle> {
  if (path.includes('\0')) throw new UserError(`${JSON.stringify(path)} is not a file name: it holds a NUL character`);
  try {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError(await explainOpening(path, error as NodeJS.ErrnoException));
  }
}

async function explainOpening(path: string, error: NodeJS.ErrnoException): Promise<string> {
  switch (error.code) {
    case 'ENOENT': {
      const target = await readlink(path).catch(() => undefined);
      return target === undefined
        ? `there is no file ${path}`
        : `${path} is a link to ${target}, and there is no such file`;
    }
    case 'ENOTDIR':
      return `there is no file ${path}: a part of that path is a file, not a folder`;
    case 'ELOOP':
      return `${path} is a link that leads back to itself`;
    case 'ENAMETOOLONG':
      return `${path.slice(0, 80)}… is not a file name: it is too long`;
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read: give this user the right to read it`;
    default:
      return `${path} cannot be opened: ${error.message}`;
  }
}

async function readChunk(handle: FileHandle, path: string, position: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  try {
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
    return chunk.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(`${path}, byte ${position},`, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(`${path} cannot be read: ${(error as Error).message}`);
}
