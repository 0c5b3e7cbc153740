import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../../config/index.ts';
import { openWarehouse } from '../../warehouse/index.ts';
import { migrate } from '../../warehouse/migrations.ts';
import { rowsOf } from './a-warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-open-'));
after(() => rmSync(folder, { recursive: true }));
let folders = 0;
const newFolder = () => join(folder, `data-${folders++}`);

const schema = `
  SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns ORDER BY table_name, ordinal_position`;
const version = 'SELECT max(version), count(*) FROM schema_version';

test('a warehouse that is opened again is as it was, in a folder for its owner alone', async () => {
  const dataDir = newFolder();
  const first = await openWarehouse(dataDir);
  await first.connection.run(`INSERT INTO products (product_id) VALUES ('p')`);
  const made = await rowsOf(first, schema);
  const made2 = await rowsOf(first, version);
  first.close();
  const second = await openWarehouse(dataDir);
  assert.deepEqual(await rowsOf(second, schema), made);
  assert.deepEqual(await rowsOf(second, version), made2);
  assert.deepEqual(await rowsOf(second, 'SELECT count(*) FROM products'), [['1']]);
  second.close();
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
});

test('times are UTC wherever the machine stands', async () => {
  const warehouse = await openWarehouse(':memory:');
  assert.deepEqual(await rowsOf(warehouse, `SELECT (TIMESTAMPTZ '2026-01-02 03:04:05+08:00')::TIMESTAMP`), [
    ['2026-01-01 19:04:05'],
  ]);
  warehouse.close();
});

test('a warehouse of a newer Holdfast is refused and left as it is', async () => {
  const dataDir = newFolder();
  const warehouse = await openWarehouse(dataDir);
  await warehouse.connection.run('INSERT INTO schema_version VALUES (999)');
  warehouse.close();
  await assert.rejects(openWarehouse(dataDir), (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /schema version 999.*use a newer Holdfast/);
    return true;
  });
  await assert.rejects(openWarehouse(dataDir), /schema version 999/, 'a refused warehouse must not stay locked');
});

test('a file that is no warehouse is told with its path', async () => {
  const dataDir = newFolder();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'warehouse.duckdb'), 'customer_id,timestamp\n'.repeat(1000));
  await assert.rejects(openWarehouse(dataDir), (error: Error) => {
    assert.ok(error instanceof UserError, error.stack);
    assert.match(error.message, /warehouse\.duckdb cannot be opened/);
    return true;
  });
});

test('what a killed process had spilled is removed', async () => {
  const dataDir = newFolder();
  mkdirSync(join(dataDir, 'warehouse.duckdb.tmp'), { recursive: true });
  writeFileSync(join(dataDir, 'warehouse.duckdb.tmp', 'duckdb_temp_storage-0.tmp'), 'spilled');
  (await openWarehouse(dataDir)).close();
  assert.equal(existsSync(join(dataDir, 'warehouse.duckdb.tmp')), false);
});

test('a migration that fails in its middle leaves the schema as it was, and the next one goes on', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('CREATE TABLE reviews (in_the_way INTEGER)');
  await assert.rejects(migrate(connection), /reviews/);
  await connection.run('ROLLBACK').catch(() => {});
  const tables = async () =>
    (await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() ORDER BY 1')).getRows().flat();
  assert.deepEqual(await tables(), ['reviews', 'schema_version']);
  await connection.run('DROP TABLE reviews');
  await migrate(connection);
  assert.ok((await tables()).includes('events'));
  connection.closeSync();
  instance.closeSync();
});

test('a process that is killed in a migration leaves a warehouse that the next one completes', async () => {
  const whole = await openWarehouse(':memory:');
  const expected = await rowsOf(whole, schema);
  const steps = Number((await rowsOf(whole, version))[0]![0]);
  whole.close();
  for (let killed = 1; killed <= steps; killed++) {
    const dataDir = newFolder();
    const { signal, stderr } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { DuckDBConnection } from '@duckdb/node-api';
         const { openWarehouse } = await import(${JSON.stringify(new URL('../../warehouse/index.ts', import.meta.url).href)});
         const run = DuckDBConnection.prototype.run;
         let migrations = 0;
         DuckDBConnection.prototype.run = function (query, ...given) {
           if (query.startsWith('BEGIN') && ++migrations === ${killed}) {
             run.call(this, query.replace(/; COMMIT$/, '')).then(() => process.kill(process.pid, 'SIGKILL'));
             return new Promise(() => {});
           }
           return run.call(this, query, ...given);
         };
         await openWarehouse(${JSON.stringify(dataDir)});`,
      ],
      { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') },
    );
    assert.equal(signal, 'SIGKILL', stderr);
    const warehouse = await openWarehouse(dataDir);
    assert.deepEqual(await rowsOf(warehouse, schema), expected);
    warehouse.close();
    assert.deepEqual(readdirSync(dataDir), ['warehouse.duckdb']);
  }
});
