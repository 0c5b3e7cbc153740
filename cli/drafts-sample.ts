import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { approveBySample, buildRetainGraph } from '../agent/index.ts';
import { seededRandom, UserError } from '../config/index.ts';
import { listDrafts, openStore, sampleCode, sampleDrafts, writePreview } from '../retention/index.ts';
import { action, parseCount } from './command.ts';
import { draftsTable } from './drafts-table.ts';
import { previewFolder } from './preview-folder.ts';
import { withRetention } from './retention-room.ts';
import { oneLine } from './visible.ts';
import { withWarehouse } from './with-warehouse.ts';

export function addSample(drafts: Command): void {
  drafts
    .command('sample')
    .description('some of the drafts of a campaign, of every kind at least one, to judge all of them by')
    .requiredOption('--campaign <name>', 'the campaign')
    .option('--size <count>', 'how many', '20')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts sample --campaign spring --size 30')
    .action(
      action(async (context, { campaign, size }: { campaign: string; size: string }) => {
        const store = openStore(context.config.data_dir);
        try {
          const waiting = listDrafts(store, { campaign, status: 'waiting' });
          // The same drafts give the same sample: nobody draws until they like it.
          const random = seededRandom(Number.parseInt(sampleCode(waiting).slice(0, 8), 16));
          const sample = sampleDrafts(store, { campaign, size: parseCount('--size', size, 1, 1000), random });
          if (context.json) return context.printJson(sample);
          if (sample.of === 0) throw new UserError(`no draft of the campaign ${campaign} waits`);
          context.print(draftsTable(sample.drafts, context.config.shop.locale));
          const folder = previewFolder(context.config.data_dir);
          for (const draft of sample.drafts) writePreview(draft, folder);
          context.print(
            `\n${sample.drafts.length} of ${sample.of} drafts. Read them (previews: ${folder}); if all of them are good, say yes to all ${sample.of} with\n  holdfast drafts approve-sample ${sample.code} --campaign ${campaign}`,
          );
        } finally {
          store.close();
        }
      }),
    );
}

export function addApproveSample(drafts: Command): void {
  drafts
    .command('approve-sample')
    .description(
      'say yes to all drafts of a campaign, having read a sample of them; when any of them has changed since, none is approved',
    )
    .argument('<code>', 'what “drafts sample” printed')
    .requiredOption('--campaign <name>', 'the campaign')
    .option('--by <name>', 'who says so', userInfo().username)
    .option('--json', 'print what came of it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast drafts approve-sample 3f0c9a51d2e47b68 --campaign spring')
    .action(
      action(async (context, code: string, { campaign, by }: { campaign: string; by: string }) => {
        const report = await withWarehouse(context.config.data_dir, (warehouse) =>
          withRetention(context, warehouse, (room) =>
            approveBySample(room, buildRetainGraph(room), { campaign, code, by }),
          ),
        );
        if (context.json) return context.printJson(report);
        context.print(
          [
            `${report.approved} approved by ${oneLine(by)}: “holdfast send” sends them.`,
            ...(report.needs_second > 0
              ? [`${report.needs_second} may cost so much that a second person must say yes too.`]
              : []),
            ...report.left.slice(0, 5).map(({ draft_id, reason }) => oneLine(`  ${draft_id} was left: ${reason}`)),
            ...(report.left.length > 5 ? [`  and ${report.left.length - 5} more were left`] : []),
          ].join('\n'),
        );
      }),
    );
}
