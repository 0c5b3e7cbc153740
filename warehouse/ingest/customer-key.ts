import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../config/index.ts';
import type { Warehouse } from '../open.ts';

const keysInMemory = new WeakMap<Warehouse, string>();

/**
 * The secret that turns a personal id into a pseudonym: 64 hexadecimal digits, made once and kept in the data folder for its
 * owner's eyes alone. Without it nobody can find out by trying addresses which pseudonym is whose.
 */
export async function customerKey(warehouse: Warehouse): Promise<string> {
  if (warehouse.dataDir === '') {
    const key = keysInMemory.get(warehouse) ?? newKey();
    keysInMemory.set(warehouse, key);
    return key;
  }
  const path = join(warehouse.dataDir, 'customer-id.key');
  const there = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there === undefined) return keep(path, newKey());
  if (/^[0-9a-f]{64}$/.test(there)) return there;
  throw new UserError(
    `${path} is not the key that Holdfast wrote there: bring it back from a backup, or customers whose id is an address cannot be told again`,
  );
}

const newKey = () => randomBytes(32).toString('hex');

/** The key is under its name whole or not at all, and on disk before the first id that it made. */
async function keep(path: string, key: string): Promise<string> {
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  return key;
}
