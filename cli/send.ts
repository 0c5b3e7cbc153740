import { userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import {
  type Intent,
  learnFromJournal,
  liftBlock,
  listIntents,
  openSender,
  openStore,
  openTransport,
  readBlock,
  type SendingRoom,
  type SendReport,
  type ShopNow,
  sendPass,
} from '../retention/index.ts';
import { readProducts, readProfiles } from '../warehouse/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { oneLine } from './visible.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly watch?: boolean;
  readonly every: string;
  readonly afterRestore?: boolean;
  readonly by: string;
}

export function addSend(program: Command): void {
  program
    .command('send')
    .description('deliver what was approved: each mail once, within consent, caps and quiet hours')
    .option('--watch', 'go on and on until it is stopped')
    .option('--every <seconds>', 'with --watch: the pause between two looks', '30')
    .option('--after-restore', 'say that you have looked at what is unknown after a backup was put back')
    .option('--by <name>', 'with --after-restore: who says so', userInfo().username)
    .option('--json', 'print what became of it as JSON')
    .addHelpText('after', '\nExamples:\n  $ holdfast send\n  $ holdfast send --watch --every 60')
    .action(
      action(async (context, options: Options) => {
        const pause = parseCount('--every', options.every, 1, 86_400) * 1000;
        await withSending(context, options, async (room) => {
          do {
            const report = await pass(context, room, options.watch === true);
            const intents = listIntents(room.store);
            if (context.json) context.printJson({ ...report, unknown_intents: intents.filter(isUnknown) });
            else if (!options.watch || Object.values(report).some(Boolean)) context.print(sentInWords(report, intents));
            if (options.watch) await wait(pause);
          } while (options.watch);
        });
      }),
    );
}

async function withSending(
  context: Context,
  options: Options,
  work: (room: SendingRoom) => Promise<void>,
): Promise<void> {
  const { config, clock } = context;
  if (config.delivery.mode !== 'live') {
    throw new UserError(
      'delivery.mode is test, so nothing is sent: set it to live in holdfast.yaml once you have looked at a few previews',
    );
  }
  const store = openStore(config.data_dir);
  learnFromJournal(store, clock());
  if (options.afterRestore) liftBlock(store, options.by, clock());
  const block = readBlock(store);
  if (block !== undefined) {
    store.close();
    throw new UserError(
      `nothing is sent: ${block}. Look at “holdfast drafts list --status approved”, then run “holdfast send --after-restore”`,
    );
  }
  const sender = openSender(store);
  const transport = openTransport(config.delivery, config.data_dir, clock);
  try {
    const { policy, shop, delivery } = config;
    await work({ store, sender, transport, policy, shop, delivery, clock, readShop: () => readShop(config.data_dir) });
  } finally {
    transport.close();
    sender.close();
    store.close();
  }
}

/** While it watches, a warehouse that is in use for a moment is asked again at the next look. */
async function pass(context: Context, room: SendingRoom, patient: boolean): Promise<SendReport> {
  try {
    return await sendPass(room);
  } catch (error) {
    if (!patient || !(error instanceof UserError)) throw error;
    context.print(oneLine(`${error.message}; the next look is in a moment`));
    return { sent: 0, failed: 0, unknown: 0, held: 0, later: 0 };
  }
}

/** The warehouse is held for a moment only: others may read files into it while mails go out. */
function readShop(dataDir: string): Promise<ShopNow> {
  return withWarehouse(dataDir, async (warehouse) => {
    const [profiles, products] = [await readProfiles(warehouse), await readProducts(warehouse)];
    return {
      contact: (customer) => profiles.get(customer) ?? null,
      product: (product) => products.get(product) ?? null,
    };
  });
}

const isUnknown = (intent: Intent) => intent.state === 'unknown';
const shownReasons = 5;

function sentInWords(report: SendReport, intents: readonly Intent[]): string {
  const lines = [`${report.sent} sent, ${report.failed} failed, ${report.held} held, ${report.later} later.`];
  const reasons = new Map<string, number>();
  for (const { state, reason } of intents) {
    if (reason === null || state === 'sent' || state === 'unknown') continue;
    const line = `${state}: ${reason}`;
    reasons.set(line, (reasons.get(line) ?? 0) + 1);
  }
  for (const [line, count] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, shownReasons))
    lines.push(`  ${count} ${line}`);
  const unknown = intents.filter(isUnknown);
  if (unknown.length > 0) {
    lines.push(
      `${unknown.length} may have arrived or not, and are not sent again by themselves: ask the customer or the mail server.`,
    );
    for (const { intent_id, handed_over_at } of unknown.slice(0, shownReasons))
      lines.push(`  ${intent_id}, handed over ${handed_over_at}`);
  }
  return lines.map(oneLine).join('\n');
}
