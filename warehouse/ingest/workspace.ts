import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../config/index.ts';

/**
 * Runs `work` with an empty folder for what an ingest writes down on its way, and removes the folder after it. It has one name
 * in a data folder, so that what a killed run left there goes with the next run (one process holds a warehouse, and one ingest
 * at a time runs in it).
 */
export async function inWorkspace<T>(dataDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  if (dataDir === '') folder = await mkdtemp(join(tmpdir(), 'holdfast-ingest-'));
  else {
    folder = join(dataDir, 'ingest.unfinished');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
  }
  try {
    return await work(folder);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall && (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EMFILE')) {
      throw new UserError(`nothing was ingested: ${folder} cannot be written (${(error as Error).message})`);
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `dataDir/name`, made when it is not there. A link in its place is refused: what we write stays in the data folder. */
export async function ownFolder(dataDir: string, name: string): Promise<string> {
  const folder = join(dataDir, name);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await lstat(folder)).isDirectory()) {
    throw new UserError(`${folder} is a link or a file where Holdfast keeps a folder of its own: remove it`);
  }
  return folder;
}
