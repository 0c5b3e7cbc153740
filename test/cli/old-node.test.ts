import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const program = resolve(import.meta.dirname, '../../bin/holdfast.js');

test('a Node that is too old is told what to do before anything native is loaded', () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
  const run = spawnSync(process.execPath, ['--import', pretend, program, '--help'], { encoding: 'utf8' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /needs Node 22\.\d+ or newer, and this is Node 20\.20\.2/);
  assert.equal(run.stdout, '');
});
