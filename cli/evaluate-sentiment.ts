import type { Command } from 'commander';
import { evaluateSentiment, readLabelledTexts } from '../sentiment/index.ts';
import { action } from './command.ts';
import { figuresTable } from './figures-table.ts';

interface Options {
  readonly train: string;
  readonly test: string;
  readonly text: string;
  readonly label: string;
}

export function addEvaluateSentiment(evaluate: Command): void {
  evaluate
    .command('sentiment')
    .description('how well the local model tells how texts sound, beside naive Bayes')
    .requiredOption('--train <file>', 'CSV or TSV to learn from')
    .requiredOption('--test <file>', 'CSV or TSV to test on')
    .requiredOption('--text <column>', 'the column of the texts')
    .requiredOption('--label <column>', 'the column of the labels: 0 and 1, 1 to 5 stars, or words')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ holdfast evaluate sentiment --train a.csv --test b.csv --text review --label stars',
    )
    .action(
      action(async (context, options: Options) => {
        const columns = { textColumn: options.text, labelColumn: options.label };
        const train = await readLabelledTexts(options.train, columns);
        const test = await readLabelledTexts(options.test, columns);
        const figures = await context.step('training and testing', (onProgress) =>
          evaluateSentiment(train, test, { seed: context.config.seed, onProgress }),
        );
        if (context.json) return context.printJson(figures);
        context.print(
          `${figures.rows.toLocaleString('en')} texts.\n${figuresTable({ holdfast: figures.holdfast, ...figures.baselines })}`,
        );
      }),
    );
}
