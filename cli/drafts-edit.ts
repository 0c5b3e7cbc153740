import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { editDraft } from '../agent/index.ts';
import { writePreview } from '../retention/index.ts';
import { action } from './command.ts';
import { previewFolder } from './preview-folder.ts';
import { withRetention } from './retention-room.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly subject?: string;
  readonly preheader?: string;
  readonly paragraph?: readonly string[];
  readonly by: string;
}

export function addEdit(drafts: Command): void {
  drafts
    .command('edit')
    .description(
      "put your own words into a draft; the mail is made anew with today's prices and checked again, and an approval that there was no longer counts",
    )
    .argument('<id>', 'the draft')
    .option('--subject <text>', 'the new subject')
    .option('--preheader <text>', 'the new line that mail programs show behind the subject')
    .option(
      '--paragraph <text...>',
      'the new paragraphs, all of them; {{first_name}}, {{product_1}}, {{offer}} are filled in',
    )
    .option('--by <name>', 'who edits', userInfo().username)
    .option('--json', 'print the draft as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ holdfast drafts edit d-17 --subject "{{first_name}}, we kept something for you"',
    )
    .action(
      action(async (context, id: string, { subject, preheader, paragraph: paragraphs, by }: Options) => {
        const text = {
          ...(subject === undefined ? {} : { subject }),
          ...(preheader === undefined ? {} : { preheader }),
          ...(paragraphs === undefined ? {} : { paragraphs }),
        };
        const draft = await withWarehouse(context.config.data_dir, (warehouse) =>
          withRetention(context, warehouse, (room) => editDraft(room, { id, by, text })),
        );
        if (context.json) return context.printJson(draft);
        context.print(
          `Subject: ${draft.content.subject}\nPreheader: ${draft.content.preheader}\n\n${draft.content.text}`,
        );
        context.print(`Preview: ${writePreview(draft, previewFolder(context.config.data_dir))}`);
        context.print(`${id} passed every check and waits for an approval.`);
      }),
    );
}
