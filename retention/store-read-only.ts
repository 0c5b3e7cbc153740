import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/index.ts';

/** The folder of the store, or a file in it, may not be written by whoever runs this. */
export class StoreReadOnly extends UserError {
  override name = 'StoreReadOnly';

  constructor(dataDir: string) {
    super(
      `the folder ${dataDir} or a file in it may not be written, so nothing was changed: whoever runs holdfast must be allowed to write the folder and the files holdfast.sqlite, keys.json and journal.jsonl in it. ` +
        'Give them to that user, mount the drive so that it can be written, or name another folder as data_dir in holdfast.yaml',
    );
  }
}

/** Whether an error came of a folder or a file that may not be written. SQLite says of either only that it cannot open it. */
export function isReadOnly(error: unknown, dataDir: string): boolean {
  const code = (error as { code?: string } | null)?.code ?? '';
  if (/^(SQLITE_READONLY|SQLITE_PERM)/.test(code) || forbidden.test(code)) return true;
  return code.startsWith('SQLITE_CANTOPEN') && [dataDir, join(dataDir, 'holdfast.sqlite')].some(mayNotBeWritten);
}

const forbidden = /^(EACCES|EPERM|EROFS)$/;

function mayNotBeWritten(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return false;
  } catch (error) {
    return forbidden.test((error as NodeJS.ErrnoException).code ?? '');
  }
}
