import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { ingestFile, openWarehouse } from '../warehouse/index.ts';
import { median } from './measure.ts';

/**
 * Reading a shop's file: everything checked, mapped, de-duplicated and committed to disk, beside what DuckDB alone takes to put the same
 * file into a table of a database on disk with read_csv, nothing checked. They take turns; target: at most 3 times as long.
 */
const packed = join(import.meta.dirname, '../../shared/data/online-retail.csv.gz');
if (!existsSync(packed)) {
  console.log(`ingest: skipped, ${packed} is not there`);
  process.exit(0);
}
const target = 3;
const rounds = 7;
const rows = 541_909;
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const path = join(folder, 'online-retail.csv');
  await pipeline(createReadStream(packed), createGunzip(), createWriteStream(path));
  const times: Record<'reference' | 'plain' | 'packed', number[]> = { reference: [], plain: [], packed: [] };
  for (let round = 0; round <= rounds; round++) {
    const taken = {
      reference: await timed(() => readWithDuckDB(path)),
      plain: await timed(() => ingest(path)),
      packed: await timed(() => ingest(packed)),
    };
    // The first round warms the file cache and the compiler.
    if (round > 0) for (const key of ['reference', 'plain', 'packed'] as const) times[key].push(taken[key]);
  }
  const reference = median(times.reference);
  console.log(`ingest of ${rows.toLocaleString('en')} rows, median of ${rounds} rounds`);
  console.log(`  DuckDB read_csv into a table   ${reference.toFixed(2)} s`);
  const ratio = median(times.plain) / reference;
  const reached = ratio <= target ? 'reached' : 'not reached';
  console.log(
    `  ingestFile, the same file      ${median(times.plain).toFixed(2)} s, ${ratio.toFixed(2)} ×, target ≤ ${target} ×: ${reached}`,
  );
  console.log(
    `  ingestFile, gzipped            ${median(times.packed).toFixed(2)} s, ${(median(times.packed) / reference).toFixed(2)} ×`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function readWithDuckDB(path: string): Promise<void> {
  const file = join(folder, 'reference.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('CREATE TABLE lines AS SELECT * FROM read_csv($path)', { path });
  connection.closeSync();
  instance.closeSync();
  rmSync(file);
}

async function ingest(path: string): Promise<void> {
  const dataDir = join(folder, 'data');
  const warehouse = await openWarehouse(dataDir);
  await ingestFile(warehouse, { path });
  warehouse.close();
  rmSync(dataDir, { recursive: true });
}
