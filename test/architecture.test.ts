import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** Which rooms a room may import. What is not named here may not be imported. */
const mayImport: Record<string, string[]> = {
  config: [],
  kernels: ['config'],
  boosting: ['kernels', 'config'],
  warehouse: ['config'],
  evaluation: ['config'],
  season: ['kernels', 'config'],
  churn: ['season', 'evaluation', 'kernels', 'warehouse', 'config'],
  embeddings: ['boosting', 'evaluation', 'kernels', 'warehouse', 'config'],
  sentiment: ['evaluation', 'kernels', 'warehouse', 'config'],
  retention: ['warehouse', 'config'],
  tools: ['retention', 'churn', 'embeddings', 'sentiment', 'warehouse', 'config'],
  agent: ['tools', 'retention', 'churn', 'embeddings', 'sentiment', 'warehouse', 'config'],
  demo: ['warehouse', 'config'],
  server: ['agent', 'tools', 'retention', 'churn', 'embeddings', 'sentiment', 'warehouse', 'config'],
  cli: [
    'demo',
    'server',
    'agent',
    'tools',
    'retention',
    'churn',
    'embeddings',
    'sentiment',
    'evaluation',
    'warehouse',
    'config',
  ],
};

const rooms = Object.keys(mayImport);
const files = rooms.flatMap((room) => sources(join(root, room)));

function sources(folder: string): string[] {
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder, { withFileTypes: true })
    : [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'assembly' ? [] : sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => resolve(dirname(file), match[1]!));
}

const roomOf = (path: string) => relative(root, path).split('/')[0]!;

test('imports between rooms point one way', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => roomOf(target) !== roomOf(file) && !mayImport[roomOf(file)]!.includes(roomOf(target)))
      .map((target) => `${relative(root, file)} imports ${relative(root, target)}`),
  );
  assert.deepEqual(wrong, []);
});

test('a room is entered by its door alone', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => roomOf(target) !== roomOf(file) && !/^[a-z]+\/index\.ts$/.test(relative(root, target)))
      .map((target) => `${relative(root, file)} imports ${relative(root, target)}`),
  );
  assert.deepEqual(wrong, []);
});

test('there is no folder for leftovers', () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(
    folders.filter((name) => /^(utils?|common|helpers?|lib|misc)$/.test(name)),
    [],
  );
});

test('no source file has more than 300 lines', () => {
  const long = files
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > 300)
    .map((file) => relative(root, file));
  assert.deepEqual(long, []);
});
