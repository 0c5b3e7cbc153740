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
  if (!existsSync(folder)) {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    for (const [file, bytes] of files) writeDurably(join(unfinished, file), bytes);
    writeDurably(join(unfinished, 'manifest.json'), JSON.stringify(manifest, null, 2));
    renameSync(unfinished, folder);
  }
  writeDurably(join(room, 'current.unfinished'), version);
  renameSync(join(room, 'current.unfinished'), join(room, 'current'));
  for (const entry of readdirSync(room)) {
    if (entry !== version && entry !== 'current') rmSync(join(room, entry), { recursive: true, force: true });
  }
  return version;
}

/** The current version of `name`, each file checked against its digest; undefined when nothing was ever published. */
export function loadArtifact(dataDir: string, name: string): Artifact | undefined {
  const room = join(dataDir, 'models', name);
  if (!existsSync(join(room, 'current'))) return undefined;
  const version = readFileSync(join(room, 'current'), 'utf8');
  const folder = join(room, version);
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

function writeDurably(path: string, bytes: Uint8Array | string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
