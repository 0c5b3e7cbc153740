import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import { simulateShop, writeShopFiles } from '../demo/index.ts';
import type { Warehouse } from '../warehouse/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { type Drafted, draftedInWords, draftSegment } from './draft.ts';
import { churnFiguresInWords } from './evaluate-churn.ts';
import { heldOutChurn } from './held-out-churn.ts';
import { ingestInto, ingestInWords } from './ingest.ts';
import { scoreAll } from './score.ts';
import { trainAll, trainedInWords } from './train.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly mapping?: string;
  readonly seed?: string;
  readonly customers?: string;
  readonly drafts: string;
}

/** What the demo reads, and the folder of its own that it keeps everything in. */
interface Stage {
  readonly dataDir: string;
  readonly files: readonly string[];
}

const campaign = 'demo';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the whole way from files to drafts that wait for approval, on a simulated shop or on your file')
    .argument('[file]', "a shop's order file; without one a shop is simulated")
    .option('--mapping <file>', 'a YAML file that says which column is what')
    .option('--seed <number>', 'of the simulated shop', '7')
    .option('--customers <count>', 'of the simulated shop', '2000')
    .option('--drafts <count>', 'the most drafts', '40')
    .option('--json', 'print what was decided as JSON')
    .addHelpText(
      'after',
      '\nEach step may be stopped and the command run again: it goes on where it was.\n\nExamples:\n  $ holdfast demo\n  $ holdfast demo orders.csv.gz --mapping my-shop.yaml',
    )
    .action(
      action(async (context, file: string | undefined, options: Options) => {
        const limit = parseCount('--drafts', options.drafts, 1, 10_000);
        const stage = file === undefined ? await simulated(context, options) : await given(context, file);
        const result = await withWarehouse(stage.dataDir, (warehouse) =>
          perform(context, warehouse, stage, options, limit),
        );
        if (context.json) return context.printJson(result);
        context.print(draftedInWords(context, result));
        context.print(
          `\nLook at one, then say yes or no:\n  HOLDFAST_DATA_DIR=${stage.dataDir} npm run --silent holdfast -- drafts show ${result.waiting[0]?.draft_id ?? 'ID'}`,
        );
      }),
    );
}

/** Every step can run again without doubling anything: files by their digest, models by what they came from, drafts by customer and campaign. */
async function perform(
  context: Context,
  warehouse: Warehouse,
  stage: Stage,
  options: Options,
  limit: number,
): Promise<Drafted> {
  const say = (text: string) => (context.json ? undefined : context.print(`${text}\n`));
  for (const file of stage.files) say(ingestInWords(await ingestInto(context, warehouse, file, options)));
  const heldOut = await heldOutChurn(context, warehouse);
  say(
    `Churn, on the latest ${context.config.churn.horizon_days} days, which were held back: ${churnFiguresInWords(heldOut)}\nCurves and plots: ${heldOut.report}`,
  );
  say(trainedInWords(await trainAll(context, warehouse)));
  await scoreAll(context, warehouse);
  return draftSegment(context, warehouse, { campaign, limit });
}

async function simulated(context: Context, options: Options): Promise<Stage> {
  const seed = parseCount('--seed', options.seed ?? '', 0, 2 ** 31 - 1);
  const customers = parseCount('--customers', options.customers ?? '', 10, 1_000_000);
  const dataDir = join(context.config.data_dir, 'demo', `simulated-${seed}-${customers}`);
  const folder = join(dataDir, 'files');
  const files = ['products.csv', 'customers.csv', 'orders-and-events.csv'].map((name) => join(folder, name));
  // Each file is there whole or not at all.
  if (!files.every((file) => existsSync(file))) {
    await context.step('simulating a shop', async (onProgress) => {
      writeShopFiles(simulateShop({ seed, customers, onProgress }), folder);
    });
  }
  return { dataDir, files };
}

/** The folder's name holds the file's digest: another file of the same name is another shop. */
async function given(context: Context, file: string): Promise<Stage> {
  if (!existsSync(file)) throw new UserError(`${file} is not there (looked for ${resolve(file)})`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const name = basename(file)
    .replace(/\..*$/, '')
    .replace(/[^\w-]/g, '_');
  return { dataDir: join(context.config.data_dir, 'demo', `${name}-${hash.digest('hex').slice(0, 8)}`), files: [file] };
}
