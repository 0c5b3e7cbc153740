import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Config, UserError } from '../config/index.ts';
import { loadRecommender, openVectors, StoreAway, saveRecommender } from '../embeddings/index.ts';
import { type Erasure, eraseDraftFiles, eraseFromStore, openStore } from '../retention/index.ts';
import {
  type CustomerId,
  deleteCustomerRows,
  findCustomer,
  readCustomerRows,
  rewriteWarehouse,
} from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { previewFolder } from './preview-folder.ts';
import { oneLine } from './visible.ts';
import { withWarehouse } from './with-warehouse.ts';

/** What came of it. `left_in` are files in the data folder that still hold something of the customer. */
interface Forgotten {
  readonly warehouse: Readonly<Record<string, number>>;
  readonly store: Erasure['rows'];
  readonly files: number;
  readonly left_in: readonly string[];
}

export function addForget(program: Command): void {
  program
    .command('forget')
    .description('erase a customer everywhere, prove it, and never write to them again')
    .argument('<customer>', "the customer's id, or an e-mail address or phone number of theirs")
    .requiredOption('--by <name>', 'who asked for it, for the audit log')
    .option('--json', 'print what was erased as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast forget 17850 --by "support, ticket 4711"')
    .action(
      action(async (context, asked: string, { by }: { by: string }) => {
        const forgotten = await forget(context, asked, by);
        if (context.json) context.printJson(forgotten);
        else context.print(inWords(forgotten));
        if (forgotten.left_in.length > 0) process.exitCode = 1;
      }),
    );
}

async function forget({ config, clock }: Context, asked: string, by: string): Promise<Forgotten> {
  const { data_dir } = config;
  const { customer, identifiers, addresses } = await withWarehouse(data_dir, async (warehouse) => {
    const customer = (await findCustomer(warehouse, asked)) ?? (asked as CustomerId);
    const { identities = [] } = await readCustomerRows(warehouse, customer);
    const values = (kind?: string) =>
      identities.flatMap((row) => (kind && row.kind !== kind ? [] : [String(row.value)]));
    return { customer, identifiers: values(), addresses: values('email') };
  });
  // Suppressed first: whatever stops this half-way, nobody is written to meanwhile. Running it again goes on.
  const store = openStore(data_dir);
  let erasure: Erasure;
  try {
    erasure = eraseFromStore(store, { customer, addresses, by, now: clock() });
  } finally {
    store.close();
  }
  const files =
    eraseDraftFiles(erasure.drafts, { previews: previewFolder(data_dir), outgoing: outgoingFolder(config) }) +
    eraseRejects(join(data_dir, 'rejects'), [...identifiers, customer]);
  await forgetInModels(config, customer);
  const rows = await withWarehouse(data_dir, (warehouse) => deleteCustomerRows(warehouse, customer));
  await rewriteWarehouse(data_dir);
  const total = [...Object.values(rows), ...Object.values(erasure.rows)].reduce((sum, count) => sum + count, 0);
  if (total + files === 0)
    throw new UserError(`nothing is known of ${asked}; from now on they would not be written to`);
  return { warehouse: rows, store: erasure.rows, files, left_in: search(data_dir, identifiers) };
}

function outgoingFolder({ delivery: { transport }, data_dir }: Config): string {
  return resolve(data_dir, 'folder' in transport ? transport.folder : 'outgoing');
}

/** The recommender keeps what was bought, for its counts, and no longer by whom; the next training does without. */
async function forgetInModels(config: Config, customer: CustomerId): Promise<void> {
  const recommender = await loadRecommender(config.data_dir);
  if (recommender?.history.customers.includes(customer)) {
    const customers = recommender.history.customers.map((id, index) =>
      id === customer ? (`erased ${index}` as CustomerId) : id,
    );
    await saveRecommender({ ...recommender, history: { ...recommender.history, customers } }, config.data_dir);
  }
  const vectors = openVectors(config);
  try {
    await vectors.delete('customers', [customer]);
  } catch (error) {
    // A collection that never was holds nobody; a server that is away may.
    if (!(error instanceof UserError) || error instanceof StoreAway) throw error;
  } finally {
    await vectors.close();
  }
}

/** Rows that could not be read lie in files of their own. Those that name the customer go. */
function eraseRejects(folder: string, identifiers: readonly string[]): number {
  let changed = 0;
  for (const path of filesIn(folder)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    const kept = lines.filter((line) => !identifiers.some((identifier) => line.includes(identifier)));
    if (kept.length === lines.length) continue;
    writeFileSync(path, kept.join('\n'), { flush: true });
    changed++;
  }
  return changed;
}

/** The files of the data folder that hold one of the identifiers as it is written. The files of the demo's own shop are its exports, and no keeping of ours. */
function search(dataDir: string, identifiers: readonly string[]): string[] {
  const exported = join(dataDir, 'files');
  return filesIn(dataDir).filter((path) => {
    if (path.startsWith(exported)) return false;
    const bytes = readFileSync(path);
    return identifiers.some((identifier) => bytes.includes(identifier));
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function inWords({ warehouse, store, files, left_in }: Forgotten): string {
  const counts = (rows: Readonly<Record<string, number>>) =>
    Object.entries(rows)
      .flatMap(([table, count]) => (count > 0 ? [`${count} ${table}`] : []))
      .join(', ') || 'nothing';
  return [
    `Erased from the warehouse: ${counts(warehouse)}.`,
    `Erased from drafts and all that belongs to them: ${counts(store)}; ${files} files.`,
    'What stays is a keyed hash, so that they are never written to again, and numbers that name nobody.',
    left_in.length === 0
      ? 'Every file of the data folder was searched for their addresses and numbers: none holds one.'
      : `These files still hold an address or a number of theirs: ${left_in.join(', ')}`,
    'Files that you read in from elsewhere are yours to clean: reading them in again would bring the rows back, though never a mail.',
  ]
    .map(oneLine)
    .join('\n');
}
