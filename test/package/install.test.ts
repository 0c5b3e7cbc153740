import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'holdfast-package-'));
after(() => rmSync(folder, { recursive: true }));

const run = (cwd: string, command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

test('the packed package, installed in an empty folder, runs from the command line and as a library', () => {
  run(root, 'npm', 'run', 'build');
  run(root, 'npm', 'pack', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  assert.ok(tarball);
  writeFileSync(join(folder, 'package.json'), '{"name":"a-shop","private":true,"type":"module"}');
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', `./${tarball}`);

  assert.match(run(folder, 'npx', 'holdfast', '--help'), /Usage: holdfast/);
  run(folder, 'npx', 'holdfast', 'init');
  assert.ok(readdirSync(folder).includes('holdfast.yaml'));
  writeFileSync(
    join(folder, 'orders.csv'),
    'customer_id,timestamp,product_id,quantity,unit_price\nc1,2026-01-02T03:04:05Z,p1,2,3.50\n',
  );
  const report = JSON.parse(run(folder, 'npx', 'holdfast', 'ingest', 'orders.csv', '--json'));
  assert.equal(report.accepted, 1);

  writeFileSync(
    join(folder, 'use.js'),
    `import { loadConfig } from 'holdfast'; console.log(loadConfig('none.yaml', false, {}).seed);`,
  );
  assert.equal(run(folder, process.execPath, 'use.js').trim(), '7');
});
