import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../bin/holdfast.js');

/** Runs holdfast as a user would, in a folder, with nothing of the caller's environment but the path. */
export function runHoldfast(folder: string, words: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, output: stdout, log: stderr };
}
