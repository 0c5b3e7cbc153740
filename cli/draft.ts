import type { Command } from 'commander';
import { buildRetainGraph, retainSegment, type SegmentReport } from '../agent/index.ts';
import { readScores } from '../churn/index.ts';
import { UserError } from '../config/index.ts';
import { describeBudget, describeCounts, listDrafts, writePreview } from '../retention/index.ts';
import type { CustomerId, Warehouse } from '../warehouse/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { draftsTable } from './drafts-table.ts';
import { previewFolder } from './preview-folder.ts';
import { withRetention } from './retention-room.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly campaign?: string;
  readonly limit?: string;
  readonly customer?: readonly string[];
}

export function addDraft(program: Command): void {
  program
    .command('draft')
    .description(
      'decide for every scored customer what keeps them and still earns money, and draft it; nothing is sent',
    )
    .option('--campaign <name>', 'a customer gets one draft a campaign (default: the month, for example 2026-11)')
    .option('--limit <count>', 'the most drafts of the campaign')
    .option('--customer <id...>', 'only these customers')
    .option('--json', 'print what was decided as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ holdfast draft --limit 50\n  $ holdfast draft --campaign spring --customer c17 c42',
    )
    .action(
      action(async (context, options: Options) => {
        const campaign = campaignName(options.campaign ?? context.clock().toISOString().slice(0, 7));
        const limit = options.limit === undefined ? undefined : parseCount('--limit', options.limit, 1, 1_000_000);
        await withWarehouse(context.config.data_dir, async (warehouse) => {
          const result = await draftSegment(context, warehouse, { campaign, limit, customers: options.customer });
          if (context.json) context.printJson(result);
          else context.print(draftedInWords(context, result));
        });
      }),
    );
}

export interface Drafted {
  readonly report: SegmentReport;
  readonly waiting: ReturnType<typeof listDrafts>;
  readonly previews: string;
}

/** Decides and drafts for the customers (all with a score when none are named), and writes a preview of every draft that waits. */
export async function draftSegment(
  context: Context,
  warehouse: Warehouse,
  given: {
    readonly campaign: string;
    readonly limit?: number | undefined;
    readonly customers?: readonly string[] | undefined;
  },
): Promise<Drafted> {
  const customers = given.customers ?? [...(await readScores(warehouse)).keys()];
  if (customers.length === 0) throw new UserError('there are no scores yet: run “holdfast score” first');
  return withRetention(context, warehouse, async (room) => {
    const report = await context.step('drafting', (onProgress) =>
      retainSegment(room, buildRetainGraph(room), {
        campaign: given.campaign,
        customers: customers as CustomerId[],
        onProgress,
        ...(context.config.model ? { concurrency: context.config.model.concurrency } : {}),
        ...(given.limit === undefined ? {} : { limit: given.limit }),
      }),
    );
    const waiting = listDrafts(room.store, { status: 'waiting', campaign: given.campaign });
    const previews = previewFolder(warehouse.dataDir);
    for (const draft of waiting) writePreview(draft, previews);
    return { report, waiting, previews };
  });
}

const shownDrafts = 15;

/** The decisions in numbers, the drafts that wait in a table, and what to do next. */
export function draftedInWords(context: Context, { report, waiting, previews }: Drafted): string {
  const { locale } = context.config.shop;
  const more = waiting.length - shownDrafts;
  return [
    `${report.considered.toLocaleString('en')} customers considered: ${describeCounts(report.decisions)}.`,
    `${report.drafted} drafted now (${report.written_by.model} written by the model, ${report.written_by.template} from templates), ${report.drafted_before} before. ` +
      `Offers may cost ${describeBudget(report.campaign, locale)}.`,
    ...report.failed.slice(0, 3).map(({ customer_id, message }) => `  failed for ${customer_id}: ${message}`),
    ...(report.failed.length > 0
      ? [`  ${report.failed.length} failed in all; run the command again to try them again`]
      : []),
    '',
    ...(waiting.length === 0
      ? ['No draft waits for your approval.']
      : [
          `${waiting.length} drafts wait for your approval${more > 0 ? `; the ${shownDrafts} that are expected to earn most` : ''}:`,
          draftsTable(waiting.slice(0, shownDrafts), locale),
          '',
          `Previews: ${previews}`,
        ]),
  ].join('\n');
}

function campaignName(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name)) return name;
  throw new UserError(`--campaign takes up to 64 letters, digits, spaces, dots, - and _, not “${name}”`);
}
