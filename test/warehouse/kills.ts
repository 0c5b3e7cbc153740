import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile, openWarehouse } from '../../warehouse/index.ts';
import { clock, contentOf } from './a-warehouse.ts';
import { earlier, shopFiles } from './shop-files.ts';

const program = join(import.meta.dirname, 'ingest-in-a-child.ts');

type Content = Awaited<ReturnType<typeof contentOf>>;

/** A warehouse with something in it, a file to read into copies of it, and what they hold before and after. */
export interface Scene {
  readonly folder: string;
  readonly path: string;
  readonly before: Content;
  readonly after: Content;
  /** What a reading does, in order. */
  readonly steps: readonly string[];
  /** How long a reading takes that nobody kills, in milliseconds. */
  readonly duration: number;
  close(): void;
}

export async function setScene(name: keyof typeof shopFiles): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-kills-'));
  const path = join(folder, name);
  writeFileSync(path, shopFiles[name]);
  writeFileSync(join(folder, 'earlier.csv'), earlier);
  const template = join(folder, 'template');
  const warehouse = await openWarehouse(template);
  await ingestFile(warehouse, { path: join(folder, 'earlier.csv'), clock });
  const before = await contentOf(warehouse);
  warehouse.close();
  const whole = join(folder, 'whole');
  cpSync(template, whole, { recursive: true });
  const start = performance.now();
  const { stderr, stdout } = spawnSync(process.execPath, [program, whole, path], { encoding: 'utf8' });
  const duration = performance.now() - start;
  assert.match(stdout, /"unchanged":false/, stderr);
  return {
    folder,
    path,
    before,
    after: await contentAt(whole),
    steps: stderr.trim().split('\n'),
    duration,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Kills a reading when it comes to a step, and then sees that nothing or all was changed and that the next reading ends as one never killed. */
export async function killAtStep(scene: Scene, step: number): Promise<void> {
  await afterKill(scene, (dataDir) => {
    const { signal } = spawnSync(process.execPath, [program, dataDir, scene.path, String(step)]);
    assert.equal(signal, 'SIGKILL');
  });
}

/** The same at a moment, in milliseconds from the start; it may come too late. */
export async function killAtMoment(scene: Scene, milliseconds: number): Promise<void> {
  await afterKill(scene, async (dataDir) => {
    const child = spawn(process.execPath, [program, dataDir, scene.path], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    await new Promise((fulfil) => child.on('exit', fulfil));
    clearTimeout(timer);
  });
}

async function afterKill(scene: Scene, kill: (dataDir: string) => void | Promise<void>): Promise<void> {
  const dataDir = join(scene.folder, 'killed');
  try {
    cpSync(join(scene.folder, 'template'), dataDir, { recursive: true });
    await kill(dataDir);
    const found = await contentAt(dataDir);
    const whole = JSON.stringify(found) === JSON.stringify(scene.after);
    if (!whole) assert.deepEqual(found, scene.before, 'a part was changed');
    const { stdout, stderr } = spawnSync(process.execPath, [program, dataDir, scene.path], { encoding: 'utf8' });
    assert.equal(JSON.parse(stdout || 'null')?.unchanged, whole, stderr);
    assert.deepEqual(await contentAt(dataDir), scene.after, 'the next reading ended otherwise');
    assert.deepEqual(readdirSync(dataDir), readdirSync(join(scene.folder, 'whole')), 'something was left');
    assert.deepEqual(readdirSync(join(dataDir, 'rejects')), readdirSync(join(scene.folder, 'whole', 'rejects')));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function contentAt(dataDir: string): Promise<Content> {
  const warehouse = await openWarehouse(dataDir);
  try {
    return await contentOf(warehouse);
  } finally {
    warehouse.close();
  }
}
