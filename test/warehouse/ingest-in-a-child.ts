import { ingestFile, openWarehouse } from '../../warehouse/index.ts';
import { clock } from './a-warehouse.ts';
import { watchSteps } from './steps.ts';

/**
 * `node ingest-in-a-child.ts DATA_DIR FILE [STEP]`: reads a file into the warehouse of a folder and prints its report; given a step, it
 * is killed when it comes to that one (counted from 1). The steps’ labels go to the error output, a line each.
 */
const [dataDir, path, killAt] = process.argv.slice(2) as [string, string, string?];
const warehouse = await openWarehouse(dataDir);
let step = 0;
const { watched } = await watchSteps(warehouse, (label) => {
  process.stderr.write(`${label}\n`);
  if (++step === Number(killAt)) process.kill(process.pid, 'SIGKILL');
});
console.log(JSON.stringify(await ingestFile(watched, { path, clock })));
warehouse.close();
