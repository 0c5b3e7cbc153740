import { chmod, copyFile, lstat, open, rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../config/index.ts';
import type { Source } from './source.ts';
import { ownFolder } from './workspace.ts';

/** Where the rejects go: the path that was asked for, or a file in the data folder named for source and digest; undefined for a warehouse without a folder. Absolute, so that whoever reads the report finds it from anywhere. */
export async function placeOfRejects(
  dataDir: string,
  source: Source,
  digest: string,
  asked: string | undefined,
): Promise<string | undefined> {
  if (asked !== undefined) {
    await refuseOthersFiles(asked, source);
    return resolve(asked);
  }
  if (dataDir === '') return undefined;
  const name = source.name.replace(/[^\w.-]/g, '_').slice(0, 100);
  return resolve(await ownFolder(dataDir, 'rejects'), `${name}-${digest.slice(0, 8)}.csv`);
}

async function refuseOthersFiles(path: string, source: Source): Promise<void> {
  const there = await lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`the rejects cannot be written to ${path}: ${error.message}`);
  });
  if (there === undefined) return;
  if (source.isSameFile(there)) throw new UserError(`the rejects would overwrite ${path}, the file that is read`);
  if (!there.isFile()) {
    throw new UserError(`the rejects cannot be written to ${path}: a folder, a link or a device is there`);
  }
}

/** Moves a finished file to `place`, also on another disk. What the name stands for is whole at every moment. */
export async function publishRejects(file: string, place: string): Promise<void> {
  await makeDurable(file);
  try {
    await rename(file, place).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error;
      const beside = `${place}.unfinished`;
      await copyFile(file, beside);
      await makeDurable(beside);
      await rename(beside, place);
    });
  } catch (error) {
    throw new UserError(`nothing was ingested: the rejects cannot be written to ${place}: ${(error as Error).message}`);
  }
}

/** Rejected rows hold whatever the shop's file held: they are for its owner alone. */
async function makeDurable(path: string): Promise<void> {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
