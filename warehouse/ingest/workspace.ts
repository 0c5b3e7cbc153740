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
  const folder =
    dataDir === '' ? await mkdtemp(join(tmpdir(), 'holdfast-ingest-')) : join(dataDir, 'ingest.unfinished');
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    return await work(folder);
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A disk that is full, read-only or broken is the user's to mend; by DuckDB it is told as an IO Error. */
function explained(error: NodeJS.ErrnoException, folder: string): Error {
  if (error instanceof UserError) return error;
  if (error.syscall) return new UserError(`nothing was ingested: ${folder} cannot be used (${error.message})`);
  if (/IO Error|No space left/.test(error.message)) {
    return new UserError(`nothing was ingested: the warehouse cannot be written (${error.message.split('\n')[0]})`);
  }
  return error;
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
