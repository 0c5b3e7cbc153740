import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/index.ts';

/** A trained thing on disk: a set of files, written whole or not at all, and the moment and data that it came from. */
export interface Artifact {
  /** The files' common fingerprint; two trainings with the same bytes have the same version. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/**
 * Publishes files as the current version of `name` (`churn`, `factors`, …) under `dataDir/models`. Readers see the version before or this one, never a mix:
 * the folder is complete and on disk before the pointer is swapped by a rename. Older versions are removed; what a killed run left behind is too.
 */
export function publishArtifact(
  dataDir: string,
  name: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): string {
  const room = join(dataDir, 'models', name);
  mkdirSync(room, { recursive: true });
  const manifest = Object.fromEntries(
    [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, bytes]) => [file, digest(bytes)]),
  );
  const version = digest(JSON.stringify(manifest)).slice(0, 16);
  const folder = join(room, version);
  const unfinished = join(room, `${version}.unfinished`);
  if (!isWhole(folder, version)) {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    for (const [file, bytes] of files) writeDurably(join(unfinished, file), bytes);
    writeDurably(join(unfinished, 'manifest.json'), JSON.stringify(manifest, null, 2));
    synchronise(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  }
  writeDurably(join(room, 'current.unfinished'), version);
  synchronise(room);
  renameSync(join(room, 'current.unfinished'), join(room, 'current'));
  synchronise(room);
  for (const entry of readdirSync(room)) {
    if (entry !== version && entry !== 'current') rmSync(join(room, entry), { recursive: true, force: true });
  }
  return version;
}

/** The current version of `name`, each file checked against its digest; undefined when nothing was ever published. */
export function loadArtifact(dataDir: string, name: string): Artifact | undefined {
  for (;;) {
    const version = currentVersion(dataDir, name);
    if (version === undefined) return undefined;
    try {
      return readVersion(join(dataDir, 'models', name, version), version);
    } catch (error) {
      // Another process published a newer version meanwhile and removed this one.
      const removed = (error as NodeJS.ErrnoException).code === 'ENOENT' && currentVersion(dataDir, name) !== version;
      if (!removed) throw error;
    }
  }
}

/** The fingerprint of the version of `name` that readers get now; undefined when nothing was ever published. */
export function currentVersion(dataDir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'models', name, 'current'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether the version is there and undamaged: training again mends what a bad disk did. */
function isWhole(folder: string, version: string): boolean {
  if (!existsSync(folder)) return false;
  try {
    return readVersion(folder, version).version === version;
  } catch {
    return false;
  }
}

function readVersion(folder: string, version: string): Artifact {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, string>;
  const files = new Map<string, Buffer>();
  for (const [file, expected] of Object.entries(manifest)) {
    const bytes = readFileSync(join(folder, file));
    if (digest(bytes) !== expected) {
      throw new UserError(
        `the model file ${join(folder, file)} is damaged (its checksum is not the one it was written with): run “holdfast train” again`,
      );
    }
    files.set(file, bytes);
  }
  return { version, files };
}

function digest(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A folder's entries are on disk only when the folder is. */
function synchronise(folder: string): void {
  const entries = openSync(folder, 'r');
  try {
    fsyncSync(entries);
  } finally {
    closeSync(entries);
  }
}

function writeDurably(path: string, bytes: Uint8Array | string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
