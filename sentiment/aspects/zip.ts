import { inflateRawSync } from 'node:zlib';
import { UserError } from '../../config/index.ts';

/** A file's text of labelled sentences has at most this many bytes. */
const longestEntry = 2 ** 26;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const longestComment = 65_535;
const [stored, deflated] = [0, 8];

/**
 * The files in a ZIP archive, by their names in it (PKWARE's APPNOTE 4.3: the central directory at the end says where each lies). Throws a UserError
 * when it is none, is damaged, or has a file that is encrypted, too large or packed in another way than by deflate.
 */
export function unzip(archive: Buffer, path: string): Map<string, Buffer> {
  try {
    return readEntries(archive);
  } catch (error) {
    throw new UserError(`${path} is no ZIP archive that can be read: ${(error as Error).message}`);
  }
}

function readEntries(archive: Buffer): Map<string, Buffer> {
  const end = findEnd(archive);
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error('its directory is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength!);
    if (!name.endsWith('/')) files.set(name, readEntry(archive, at, name));
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return files;
}

function findEnd(archive: Buffer): number {
  for (let at = archive.length - endLength; at >= Math.max(0, archive.length - endLength - longestComment); at--) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error('it has no directory');
}

function readEntry(archive: Buffer, entry: number, name: string): Buffer {
  const encrypted = archive.readUInt16LE(entry + 8) & 1;
  const method = archive.readUInt16LE(entry + 10);
  const packed = archive.readUInt32LE(entry + 20);
  const size = archive.readUInt32LE(entry + 24);
  const header = archive.readUInt32LE(entry + 42);
  if (encrypted) throw new Error(`${name} in it is encrypted`);
  if (size > longestEntry) throw new Error(`${name} in it has ${size} bytes, more than ${longestEntry}`);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const bytes = archive.subarray(start, start + packed);
  if (method === stored) return bytes;
  if (method !== deflated) throw new Error(`${name} in it is packed by method ${method}`);
  return inflateRawSync(bytes, { maxOutputLength: longestEntry });
}
