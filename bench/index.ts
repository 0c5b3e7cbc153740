import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Not benches themselves. */
const others = ['index.ts', 'measure.ts'];

/** Runs every bench, or those named, each in a process of its own: `npm run bench`, `npm run bench -- gru top-k`. */
const names = process.argv.slice(2);
const all = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !others.includes(file))
  .map((file) => file.replace(/\.ts$/, ''));
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  process.exit(1);
}
for (const name of names.length > 0 ? names : all) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
