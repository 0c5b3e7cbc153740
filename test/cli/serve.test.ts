import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { addressHash, openStore, unsubscribeToken } from '../../retention/index.ts';
import { newFolder } from '../retention/an-outbox.ts';
import { oneClick, suppressed } from '../server/a-service.ts';
import { runHoldfast } from './run-holdfast.ts';

const folder = newFolder();
after(() => rmSync(folder, { recursive: true }));
const store = openStore(folder);
after(() => store.close());
const link = (address: string) => `unsubscribe/${unsubscribeToken(store.keys, addressHash(store.keys, address))}`;

async function serve(): Promise<{ child: ChildProcess; url: string; lines: string[]; ended: Promise<unknown[]> }> {
  const program = resolve(import.meta.dirname, '../../bin/holdfast.js');
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOLDFAST_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const output = createInterface(child.stdout!);
  output.on('line', (line) => lines.push(line));
  const ended = once(child, 'close');
  await once(output, 'line');
  return { child, url: JSON.parse(lines[0]!).listening, lines, ended };
}

test('serve listens on this machine alone, unsubscribes, and on SIGTERM finishes what is in flight', async () => {
  const { child, url, lines, ended } = await serve();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  // The lock is there when the click and then the signal come, and goes a little later.
  store.database.exec('BEGIN IMMEDIATE');
  const click = fetch(`${url}/${link('ann@customer.example')}`, oneClick);
  // The journal has it before the store is tried.
  while (store.journal.read().length === 0) await wait(20);
  child.kill('SIGTERM');
  setTimeout(() => store.database.exec('ROLLBACK'), 100);
  assert.equal((await click).status, 200);
  assert.deepEqual(await ended, [0, null]);
  assert.equal(suppressed({ store }), 1);
  await assert.rejects(fetch(`${url}/healthz`));
  assert.deepEqual(Object.keys(JSON.parse(lines.at(-1)!)), ['time', 'stopped']);
});

test('killed without a word right after the answer, an unsubscribe is stored', async () => {
  const { child, url, ended } = await serve();
  assert.equal((await fetch(`${url}/${link('ben@customer.example')}`, oneClick)).status, 200);
  child.kill('SIGKILL');
  await ended;
  assert.equal(suppressed({ store }), 2);
});

test('a port that is taken, a port that is none and an address that cannot carry a token are errors in words', async () => {
  const { child, url, ended } = await serve();
  const environment = { HOLDFAST_DATA_DIR: folder };
  const taken = runHoldfast(folder, ['serve', '--port', new URL(url).port], environment);
  assert.deepEqual([taken.code, /EADDRINUSE.*choose another/.test(taken.log)], [1, true], taken.log);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  const none = runHoldfast(folder, ['serve', '--port', '70000'], environment);
  assert.deepEqual([none.code, /--port takes a whole number/.test(none.log)], [1, true], none.log);
  const settings = { delivery: { unsubscribe_url: 'https://elm.example/off?token=' } };
  writeFileSync(join(folder, 'holdfast.yaml'), JSON.stringify(settings));
  const bent = runHoldfast(folder, ['serve'], environment);
  assert.deepEqual([bent.code, /has to end with “\/”/.test(bent.log)], [1, true], bent.log);
});
