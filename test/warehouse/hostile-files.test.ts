import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { UserError } from '../../config/index.ts';
import { ingestFile } from '../../warehouse/index.ts';
import { addsUp, clock, contentOf, openTestWarehouse, type TestWarehouse } from './a-warehouse.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';

let shop: TestWarehouse;
before(async () => {
  shop = await openTestWarehouse();
  await shop.ingest('customer_id,timestamp,order_id\nearlier,2026-01-01,o0\n', { name: 'earlier.csv' });
  rmSync(join(shop.folder, 'earlier.csv'));
});
after(() => shop.close());

for (const hostile of hostileFiles) {
  test(`${hostile.what}: ${hostile.outcome instanceof RegExp ? 'the file is refused whole' : 'the file is read, row by row'}`, () =>
    meet(hostile));
}

test('the list of hostile files has at least seventy, all different', () => {
  assert.ok(hostileFiles.length >= 70);
  assert.equal(new Set(hostileFiles.map(({ what }) => what)).size, hostileFiles.length);
});

test('all of this took at most 512 MB of memory', () => {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  assert.ok(megabytes <= 512, `${megabytes.toFixed(0)} MB`);
});

async function meet({ content, outcome }: HostileFile): Promise<void> {
  const { warehouse, folder, dataDir } = shop;
  const path = join(folder, 'hostile.csv');
  if (typeof content === 'function') content(path);
  else writeFileSync(path, content);
  const beside = readdirSync(folder).sort();
  const earlier = await contentOf(warehouse);
  try {
    if (outcome instanceof RegExp) {
      await assert.rejects(ingestFile(warehouse, { path, clock }), (error: Error) => {
        assert.ok(error instanceof UserError, error.stack);
        assert.match(error.message, outcome);
        assert.match(error.message, /hostile\.csv/);
        assert.ok(error.message.length < 1500);
        return true;
      });
      assert.deepEqual(await contentOf(warehouse), earlier, 'something was changed');
    } else {
      const report = await ingestFile(warehouse, { path, clock });
      const { accepted, rejected = 0, duplicates = 0 } = outcome;
      assert.deepEqual(
        [report.accepted, report.rejected, report.duplicates],
        [accepted, rejected, duplicates],
        JSON.stringify(report),
      );
      assert.ok(addsUp(report));
    }
    assert.deepEqual(readdirSync(folder).sort(), beside, 'something was written beside the data folder');
    const left = readdirSync(dataDir).filter((name) => !/^warehouse\.duckdb(\.wal)?$/.test(name));
    assert.deepEqual(left.filter((name) => name !== 'rejects').sort(), ['customer-id.key']);
  } finally {
    console.log((process.memoryUsage().rss / 2 ** 20) | 0, (process.resourceUsage().maxRSS / 1024) | 0, path.length);
    for (const name of readdirSync(folder)) if (name !== 'data') rmSync(join(folder, name), { recursive: true });
    for (const table of ['events', 'products', 'reviews', 'identities', 'ingests']) {
      await warehouse.connection.run(`DELETE FROM ${table} WHERE ${table}::VARCHAR NOT LIKE '%earlier%'`);
    }
  }
}
