import type { Command } from 'commander';
import { classify, loadSentiment, readTexts } from '../sentiment/index.ts';
import { action } from './command.ts';
import { clip, table } from './table.ts';

const shownTexts = 20;
const widestText = 60;

export function addSentiment(program: Command): void {
  program
    .command('sentiment')
    .description("how each text of a file sounds, by the model that was trained on the shop's own reviews")
    .argument('<file>', 'CSV or TSV, plain or gzipped')
    .requiredOption('--text <column>', 'the column of the texts')
    .option('--json', 'print every answer as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast sentiment reviews.csv --text review')
    .action(
      action(async (context, file: string, options: { text: string }) => {
        const texts = await readTexts(file, options.text);
        const answers = classify(await loadSentiment(context.config.data_dir), texts);
        if (context.json) return context.printJson(answers);
        const counts = new Map<string, number>();
        for (const { label } of answers) counts.set(label, (counts.get(label) ?? 0) + 1);
        const rows = answers
          .slice(0, shownTexts)
          .map(({ label, confidence, source }, index) => [
            label,
            `${(confidence * 100).toFixed(0)} %`,
            source,
            clip(texts[index]!.replace(/\s+/g, ' '), widestText),
          ]);
        context.print(table(['feeling', 'sure', 'by', 'text'], rows));
        const summary = [...counts].map(([label, count]) => `${count.toLocaleString('en')} ${label}`).join(', ');
        context.print(`${answers.length.toLocaleString('en')} texts: ${summary}.`);
      }),
    );
}
