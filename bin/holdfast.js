#!/usr/bin/env node
// Plain JavaScript that any Node of the last ten years can parse: its first task is to turn away those that are too old,
// before a native module is loaded that would crash them without a word.
import { existsSync } from 'node:fs';

const source = new URL('../cli/main.ts', import.meta.url);
const inRepository = existsSync(source);
// From 22.18 on Node runs TypeScript as it is, which only the repository needs; the package ships JavaScript.
const needed = inRepository ? [22, 18] : [22, 14];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `holdfast needs Node ${needed.join('.')} or newer, and this is Node ${process.versions.node}. ` +
      (inRepository
        ? 'In this folder “npm run holdfast -- --help” uses the Node that “npm ci” brought along.'
        : 'Install a current Node from https://nodejs.org and run the same command again.'),
  );
  process.exitCode = 1;
} else {
  const { main } = await import(inRepository ? source.href : new URL('../dist/cli/main.js', import.meta.url).href);
  await main(process.argv);
}
