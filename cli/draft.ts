import type { Command } from 'commander';
import { approveByRule, buildRetainGraph, retainSegment, type SegmentReport } from '../agent/index.ts';
import { readScores } from '../churn/index.ts';
import { UserError } from '../config/index.ts';
import {
  describeBudget,
  describeCounts,
  listDrafts,
  namedSegments,
  parseSegment,
  segmentBounds,
  writePreview,
} from '../retention/index.ts';
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
  readonly segment?: string;
  readonly action?: string;
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
    .option(
      '--segment <segment>',
      `only these: ${Object.keys(namedSegments).join(', ')}, or figures of the score like "churn_probability > 0.6 and predicted_clv > 10000"`,
    )
    .option('--action <name>', 'only this action of the policy')
    .option('--json', 'print what was decided as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ holdfast draft --limit 50\n  $ holdfast draft --campaign spring --customer c17 c42\n  $ holdfast draft --campaign thanks --segment "vip and not at_risk" --action thank_you',
    )
    .action(
      action(async (context, options: Options) => {
        const campaign = campaignName(options.campaign ?? context.clock().toISOString().slice(0, 7));
        const limit = options.limit === undefined ? undefined : parseCount('--limit', options.limit, 1, 1_000_000);
        await withWarehouse(context.config.data_dir, async (warehouse) => {
          const customers = options.customer ?? (await customersOf(context, warehouse, options.segment));
          const result = await draftSegment(onlyAction(context, options.action), warehouse, {
            campaign,
            limit,
            customers,
          });
          if (context.json) context.printJson(result);
          else context.print(draftedInWords(context, result));
        });
      }),
    );
}

/** The scored customers of a segment, or all of them. */
async function customersOf(
  { config }: Context,
  warehouse: Warehouse,
  segment: string | undefined,
): Promise<CustomerId[] | undefined> {
  if (segment === undefined) return undefined;
  const belongs = parseSegment(segment);
  const scores = [...(await readScores(warehouse)).values()];
  const bounds = segmentBounds(scores, config.churn.horizon_days);
  const members = scores.filter((score) => belongs(score, bounds)).map((score) => score.customer_id);
  if (scores.length > 0 && members.length === 0)
    throw new UserError(`of ${scores.length} scored customers none is in the segment “${segment}”`);
  return scores.length > 0 ? members : undefined;
}

/** The same settings with one action of the policy alone. */
function onlyAction(context: Context, name: string | undefined): Context {
  if (name === undefined) return context;
  const { policy } = context.config;
  const actions = policy.actions.filter((action) => action.name === name);
  if (actions.length === 0)
    throw new UserError(
      `the policy has no action ${name}; it has ${policy.actions.map((action) => action.name).join(', ')}`,
    );
  return { ...context, config: { ...context.config, policy: { ...policy, actions } } };
}

export interface Drafted {
  readonly report: SegmentReport;
  /** Drafts that the policy's own rules approved. */
  readonly approved_by_rule: number;
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
    const graph = buildRetainGraph(room);
    const report = await context.step('drafting', (onProgress) =>
      retainSegment(room, graph, {
        campaign: given.campaign,
        customers: customers as CustomerId[],
        onProgress,
        ...(context.config.model ? { concurrency: context.config.model.concurrency } : {}),
        ...(given.limit === undefined ? {} : { limit: given.limit }),
      }),
    );
    const approved_by_rule = await approveByRule(room, graph, given.campaign);
    const waiting = listDrafts(room.store, { status: 'waiting', campaign: given.campaign });
    const previews = previewFolder(warehouse.dataDir);
    for (const draft of waiting) writePreview(draft, previews);
    return { report, approved_by_rule, waiting, previews };
  });
}

const shownDrafts = 15;

/** The decisions in numbers, the drafts that wait in a table, and what to do next. */
export function draftedInWords(context: Context, { report, approved_by_rule, waiting, previews }: Drafted): string {
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
    ...(approved_by_rule > 0 ? [`${approved_by_rule} approved by the rules of policy.auto_approve.`] : []),
    '',
    ...(waiting.length === 0
      ? ['No draft waits for your approval.']
      : [
          `${waiting.length} drafts wait for your approval${more > 0 ? `; the ${shownDrafts} that are expected to earn most` : ''}:`,
          draftsTable(waiting.slice(0, shownDrafts), locale),
          '',
          `Previews: ${previews}`,
          ...withoutAddress(waiting),
        ]),
  ].join('\n');
}

/** A mail is made for one address: a draft for nobody's stays where it is. */
function withoutAddress(waiting: Drafted['waiting']): string[] {
  const count = waiting.filter(({ content }) => content.recipient === null).length;
  if (count === 0) return [];
  return [
    `${count} of them can't be sent, for no e-mail address is known: read a file of customers (customer_id, email, email_consent), then “holdfast drafts edit ID” puts the address in.`,
  ];
}

function campaignName(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name)) return name;
  throw new UserError(`--campaign takes up to 64 letters, digits, spaces, dots, - and _, not “${name}”`);
}
