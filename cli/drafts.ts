import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { approveDraft, buildRetainGraph, rejectDraft } from '../agent/index.ts';
import { UserError } from '../config/index.ts';
import {
  type DraftStatus,
  describeAlternative,
  describeStop,
  draftStatuses,
  type Intent,
  listDrafts,
  openStore,
  readDecisions,
  readDraft,
  type Store,
  writePreview,
} from '../retention/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { addEdit } from './drafts-edit.ts';
import { addApproveSample, addSample } from './drafts-sample.ts';
import { draftsTable } from './drafts-table.ts';
import { previewFolder } from './preview-folder.ts';
import { withRetention } from './retention-room.ts';
import { oneLine } from './visible.ts';
import { withWarehouse } from './with-warehouse.ts';

export function addDrafts(program: Command): void {
  const drafts = program.command('drafts').description('list, look at, edit, approve and reject drafts, and see why');
  addList(drafts);
  addShow(drafts);
  addWhy(drafts);
  addApprove(drafts);
  addReject(drafts);
  addEdit(drafts);
  addSample(drafts);
  addApproveSample(drafts);
}

function addList(drafts: Command): void {
  drafts
    .command('list')
    .description('the drafts, those that are expected to earn most first')
    .addOption(new Option('--status <status>', 'only these').choices([...draftStatuses]).default('waiting'))
    .option('--campaign <name>', 'only of this campaign')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts list --status approved')
    .action(
      action(async (context, options: { status: DraftStatus; campaign?: string }) => {
        const found = withStore(context, (store) => listDrafts(store, options));
        if (context.json) return context.printJson(found);
        if (found.length === 0) return context.print(`No draft is ${options.status}.`);
        context.print(draftsTable(found, context.config.shop.locale));
      }),
    );
}

function addShow(drafts: Command): void {
  drafts
    .command('show')
    .description('the whole draft: its mail, who wrote it, and what every check said')
    .argument('<id>', 'the draft')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts show d-17')
    .action(
      action(async (context, id: string) => {
        const draft = withStore(context, (store) => readDraft(store, id));
        if (!draft) throw new UserError(`there is no draft ${id}: “holdfast drafts list” shows those that there are`);
        if (context.json) return context.printJson(draft);
        const { content, authorship } = draft;
        context.print(draftsTable([draft], context.config.shop.locale));
        context.print(
          `\nSubject: ${oneLine(content.subject)}\nPreheader: ${oneLine(content.preheader)}\n\n${content.text}`,
        );
        context.print(`\nWritten by the ${authorship.written_by}: ${oneLine(authorship.written_by_reason)}`);
        for (const { attempt, checks } of authorship.verdicts) {
          for (const check of checks) {
            if (!check.ok) context.print(oneLine(`  ${attempt}: refused by ${check.check}: ${check.detail}`));
          }
        }
        context.print(`Preview: ${writePreview(draft, previewFolder(context.config.data_dir))}`);
      }),
    );
}

function addWhy(drafts: Command): void {
  drafts
    .command('why')
    .description('what was decided for a customer, with every alternative and what stopped it')
    .argument('<customer>', 'the customer')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts why 17850')
    .action(
      action(async (context, customer: string) => {
        const decisions = withStore(context, (store) => readDecisions(store, customer as CustomerId));
        if (context.json) return context.printJson(decisions);
        if (decisions.length === 0)
          return context.print(
            oneLine(`Nothing was decided for ${customer}: is it a scored customer, and was “holdfast draft” run?`),
          );
        for (const decision of decisions) {
          const outcome = decision.stop
            ? describeStop(decision.stop)
            : `${decision.action} with ${decision.offer} was chosen`;
          context.print(oneLine(`${decision.campaign}, ${decision.decided_at.slice(0, 10)}: ${outcome}`));
          for (const alternative of decision.alternatives)
            context.print(oneLine(`  ${describeAlternative(alternative, decision.currency)}`));
        }
      }),
    );
}

function addApprove(drafts: Command): void {
  drafts
    .command('approve')
    .description('say yes to exactly this draft; it goes to the outbox, which “holdfast send” empties')
    .argument('<id>', 'the draft')
    .option('--by <name>', 'who says so', userInfo().username)
    .option('--json', 'print what came of it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts approve d-17')
    .action(
      action(async (context, id: string, { by }: { by: string }) => {
        const said = await withWarehouse(context.config.data_dir, (warehouse) =>
          withRetention(context, warehouse, (room) => approveDraft(room, buildRetainGraph(room), { id, by })),
        );
        if (context.json) return context.printJson(said);
        if ('first' in said) return context.print(`${id} may cost so much that a second person must say yes too.`);
        const { approval, intent } = said;
        context.print(oneLine(`${id} is approved by ${approval.decided_by} and ${whereIs(intent)}.`));
      }),
    );
}

/** What has become of an approved mail. */
function whereIs({ state, reason }: Intent): string {
  switch (state) {
    case 'waiting':
      return 'in the outbox: “holdfast send” sends it';
    case 'held':
    case 'failed':
      return `${state}: ${reason}`;
    case 'sent':
      return 'was sent';
    default:
      return 'on its way: whether it has arrived is not known';
  }
}

function addReject(drafts: Command): void {
  drafts
    .command('reject')
    .description('say no to a draft; its code is void and its cost is free again')
    .argument('<id>', 'the draft')
    .requiredOption('--reason <text>', 'why')
    .option('--by <name>', 'who says so', userInfo().username)
    .option('--json', 'print what came of it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts reject d-17 --reason "we no longer sell this"')
    .action(
      action(async (context, id: string, { by, reason }: { by: string; reason: string }) => {
        const approval = await withWarehouse(context.config.data_dir, (warehouse) =>
          withRetention(context, warehouse, (room) => rejectDraft(room, buildRetainGraph(room), { id, by, reason })),
        );
        if (context.json) context.printJson(approval);
        else context.print(oneLine(`${id} is rejected by ${approval.decided_by}: ${approval.reason}`));
      }),
    );
}

function withStore<T>(context: Context, work: (store: Store) => T): T {
  const store = openStore(context.config.data_dir);
  try {
    return work(store);
  } finally {
    store.close();
  }
}
