import { join, resolve } from 'node:path';

/** Where the HTML previews of drafts lie. */
export function previewFolder(dataDir: string): string {
  return resolve(join(dataDir, 'previews'));
}
