import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../config/index.ts';

const key = z.base64().transform((text) => Buffer.from(text, 'base64'));
const KeyFile = z.strictObject({
  /** Hashes addresses and customers in the suppression list. It never changes: the list would be lost. */
  hashing: key,
  /** Sign unsubscribe links: the last one signs, all of them still open what they signed. */
  signing: z.array(z.strictObject({ id: z.string().regex(/^[a-z0-9]{1,16}$/), key })).min(1),
});

/** The shop's own secrets. They lie beside the database and not in it, so that a copy of the one is of no use without the other. */
export type Keys = z.output<typeof KeyFile>;

const bytes = 32;

/** New keys, for a store in memory or a new folder. */
export function newKeys(): Keys {
  return { hashing: randomBytes(bytes), signing: [{ id: 'k1', key: randomBytes(bytes) }] };
}

/** Reads `dataDir/keys.json`, and makes it at the first call, whole or not at all, readable by its owner alone. */
export function openKeys(dataDir: string): Keys {
  const path = join(dataDir, 'keys.json');
  const known = read(path);
  if (known) return known;
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(spelt(newKeys()), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    // A link never replaces: of two processes that begin at once, one wins and both read its keys.
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(unfinished);
  }
  return read(path)!;
}

function read(path: string): Keys | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`the keys ${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return KeyFile.parse(JSON.parse(text));
  } catch {
    // What stands in it is secret, so it is not quoted.
    throw new UserError(
      `${path} holds no keys of Holdfast: put the file back from a backup; new keys would forget who is suppressed`,
    );
  }
}

const spelt = (keys: Keys) => ({
  hashing: keys.hashing.toString('base64'),
  signing: keys.signing.map(({ id, key }) => ({ id, key: key.toString('base64') })),
});
