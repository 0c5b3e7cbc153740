import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { mimeOf } from './mime.ts';
import type { MailTransport } from './transport.ts';

/** Writes each mail as `folder/INTENT.eml`, whole or not at all, readable by its owner alone. A file that is there already is the same mail. */
export function emlFiles(folder: string): MailTransport {
  return {
    name: 'eml',
    repeatable: true,
    async deliver(mail, handOver) {
      const path = join(folder, `${mail.intent_id}.eml`);
      const bytes = await mimeOf(mail);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        return { outcome: 'try_later', detail: `${folder} cannot be written: ${(error as Error).message}` };
      }
      try {
        handOver();
      } catch {
        return { outcome: 'stopped' };
      }
      if (existsSync(path)) return { outcome: 'sent', detail: 'the file was there already' };
      try {
        const unfinished = `${path}.unfinished`;
        const file = openSync(unfinished, 'w', 0o600);
        writeSync(file, bytes);
        fsyncSync(file);
        closeSync(file);
        renameSync(unfinished, path);
      } catch (error) {
        return { outcome: 'try_later', detail: `${path} cannot be written: ${(error as Error).message}` };
      }
      return { outcome: 'sent', detail: 'written to a file' };
    },
    async probe() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      return `files in ${folder}`;
    },
    close() {},
  };
}
