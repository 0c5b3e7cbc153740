import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../retention/index.ts';

/** A folder with a store that was used once, and what a process without rights over it is told: nobody owns the folder when root runs this. */
function told(
  rights: { readonly folder: number; readonly files: Readonly<Record<string, number>> },
  before?: (folder: string) => void,
) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-rights-'));
  try {
    before?.(folder);
    for (const file of readdirSync(folder)) {
      if (process.getuid?.() === 0) chownSync(join(folder, file), 65534, 65534);
      chmodSync(join(folder, file), rights.files[file] ?? 0o644);
    }
    if (process.getuid?.() === 0) chownSync(folder, 65534, 65534);
    chmodSync(folder, rights.folder);
    const files = () =>
      readdirSync(folder)
        .filter((file) => !/-(wal|shm)$/.test(file))
        .map((file) => [file, readFileSync(join(folder, file), 'latin1')]);
    const there = files();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'open-without-rights.ts'), folder],
      { encoding: 'utf8', timeout: 60_000 },
    );
    assert.notEqual(stdout, '', stderr);
    const said = JSON.parse(stdout) as { told: string; message?: string };
    return { ...said, folder, unchanged: JSON.stringify(files()) === JSON.stringify(there) };
  } finally {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  }
}

const used = (folder: string) => {
  const store = openStore(folder);
  store.journal.append({ kind: 'returned', intent: 'i-0' });
  store.close();
};
const withoutRights = process.platform === 'win32' ? 'rights of files are kept otherwise here' : false;

test('a store that may be written is written', { skip: withoutRights }, () => {
  assert.equal(told({ folder: 0o755, files: {} }, used).told, 'nothing');
});

for (const [what, rights, before] of [
  ['an empty folder that may not be written', { folder: 0o555, files: {} }],
  ['a folder that may not be written, with a store', { folder: 0o555, files: {} }, used],
  ['a folder and files that may not be written', { folder: 0o555, files: { 'holdfast.sqlite': 0o444 } }, used],
  ['a file of drafts that may not be written', { folder: 0o755, files: { 'holdfast.sqlite': 0o444 } }, used],
  ['a file of drafts that may not be read', { folder: 0o755, files: { 'holdfast.sqlite': 0 } }, used],
  ['a journal that may not be written', { folder: 0o755, files: { 'journal.jsonl': 0o444 } }, used],
] as const) {
  test(`${what}: it is said in plain words what to do, and nothing is changed`, { skip: withoutRights }, () => {
    const { told: name, message, folder, unchanged } = told(rights, before);
    assert.equal(name, 'StoreReadOnly', message);
    assert.ok(message!.includes(folder) && /may not be written.*Give them to that user/.test(message!), message);
    assert.ok(unchanged);
  });
}
