import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../config/index.ts';
import { formatBytes, type IngestLimits } from './limits.ts';

const blockBytes = 2 ** 20;

/**
 * Unpacks gzip as it streams by, in blocks of at least 1 MiB but for the last. Stops with a UserError at a size or a ratio
 * beyond the limits (before the bytes are kept anywhere), and at data that is damaged or ends too early.
 */
export async function* inflate(
  packed: AsyncGenerator<Buffer>,
  path: string,
  limits: IngestLimits,
): AsyncGenerator<Buffer> {
  let packedBytes = 0;
  let inflatedBytes = 0;
  let readingFault: unknown;
  async function* counted(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of packed) {
        packedBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      readingFault = error;
      throw error;
    }
  }
  const gunzip = createGunzip({ chunkSize: 256 * 2 ** 10 });
  // Errors of either side reach the loop below through `gunzip`.
  pipeline(Readable.from(counted(), { objectMode: false, highWaterMark: 64 * 2 ** 10 }), gunzip, () => {});
  let parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      inflatedBytes += part.length;
      refuseBomb(inflatedBytes, gunzip.bytesWritten, path, limits);
      parts.push(part);
      size += part.length;
      if (size < blockBytes) continue;
      yield Buffer.concat(parts, size);
      parts = [];
      size = 0;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (readingFault) throw readingFault;
    const reason = (error as Error).message;
    throw new UserError(
      reason === 'unexpected end of file'
        ? `${path} is a gzip file that was cut off: it ends in the middle of its data; copy or download it again`
        : `${path} is a damaged gzip file (${reason}): copy or download it again`,
    );
  }
  if (gunzip.bytesWritten < packedBytes) {
    throw new UserError(
      `${path} is a damaged gzip file: ${packedBytes - gunzip.bytesWritten} bytes that are not gzip follow its data`,
    );
  }
  if (inflatedBytes === 0) throw new UserError(`${path} is empty: a gzip file with nothing in it`);
  if (size > 0) yield Buffer.concat(parts, size);
}

function refuseBomb(inflated: number, packed: number, path: string, limits: IngestLimits): void {
  if (inflated > limits.inflatedBytes) {
    throw new UserError(
      `${path} unpacks to more than ${formatBytes(limits.inflatedBytes)}: unpack it yourself if you trust it, or split it`,
    );
  }
  if (inflated > limits.inflationFloor && inflated > limits.inflationRatio * packed) {
    throw new UserError(
      `${path} unpacks to more than ${limits.inflationRatio} times its size, as only a gzip bomb does: unpack it yourself if you trust it`,
    );
  }
}
