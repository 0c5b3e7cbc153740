import { existsSync, readFileSync } from 'node:fs';

/** The version in package.json, which stands one folder up in the repository, and two in the package, where this file lies in dist/cli. */
export function version(): string {
  const manifest = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  return manifest ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : 'unknown';
}
