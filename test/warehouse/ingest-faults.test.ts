import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../config/index.ts';
import { ingestFile } from '../../warehouse/index.ts';
import { clock, contentOf, withTestWarehouse } from './a-warehouse.ts';
import { earlier, shopFiles } from './shop-files.ts';
import { watchSteps } from './steps.ts';

const codes = ['ENOSPC', 'EIO', 'EMFILE'];

/** The names in the data folder that stay; the rest must go. */
const own = (names: string[]) =>
  names.filter((name) => !/^(warehouse\.duckdb(\.wal)?|customer-id\.key|rejects)$/.test(name));

for (const [name, content] of Object.entries(shopFiles)) {
  test(`${name}: when any one step fails, nothing is changed, nothing is left, and the next reading is whole`, () =>
    withTestWarehouse(async ({ warehouse, ingest, file, dataDir }) => {
      await ingest(earlier);
      const path = file(name, content);
      const before = await contentOf(warehouse);
      let failures = 0;
      for (let failing = 1; ; failing++) {
        let step = 0;
        let failed = '';
        const { watched, stop } = await watchSteps(warehouse, (label) => {
          // What removes the traces of a failure is not itself made to fail.
          if (/^(rm|ROLLBACK|DROP|SELECT table_name|after COMMIT)/.test(label) || ++step !== failing) return;
          failed = label;
          const code = codes[step % codes.length]!;
          // The file system fails with a code, DuckDB with words.
          if (/^[A-Z]/.test(label)) throw new Error(`IO Error: ${code}, made to fail at ${label}`);
          throw Object.assign(new Error(`${code}: made to fail at ${label}`), { code, syscall: 'test' });
        });
        const outcome = await ingestFile(watched, { path, clock }).then(
          (report) => report,
          (error: Error) => error,
        );
        stop();
        if (!(outcome instanceof Error)) {
          assert.equal(failed, '', `the failure of “${failed}” was swallowed`);
          assert.deepEqual([outcome.unchanged, outcome.accepted > 0], [false, true]);
          break;
        }
        failures++;
        assert.match(outcome.message, /made to fail/);
        assert.ok(outcome instanceof UserError, outcome.stack);
        assert.deepEqual(await contentOf(warehouse), before, `something was changed when “${failed}” failed`);
        assert.deepEqual(own(readdirSync(dataDir)), [], `something was left when “${failed}” failed`);
      }
      assert.ok(failures > 20, `only ${failures} steps failed`);
      assert.notDeepEqual(await contentOf(warehouse), before);
    }));
}
