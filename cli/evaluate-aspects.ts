import type { Command } from 'commander';
import { evaluateAspects, readLabelledProducts } from '../sentiment/index.ts';
import { action } from './command.ts';
import { figuresTable } from './figures-table.ts';

export function addEvaluateAspects(evaluate: Command): void {
  evaluate
    .command('aspects')
    .description('how well it is told what sentences speak of and how, each product by what the others taught')
    .argument(
      '<file>',
      'labelled sentences (“battery life[-2],screen[+1]##the sentence”), or a ZIP archive of such files, one a product',
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast evaluate aspects product-reviews.zip')
    .action(
      action(async (context, file: string) => {
        const products = readLabelledProducts(file);
        const figures = await context.step('finding aspects', async () =>
          evaluateAspects(products, { seed: context.config.seed }),
        );
        if (context.json) return context.printJson(figures);
        const { sentences, with_opinion, aspects } = figures.all;
        context.print(
          `${products.length} products, ${sentences.toLocaleString('en')} sentences, ${with_opinion.toLocaleString('en')} with an opinion, ${aspects.toLocaleString('en')} aspects.`,
        );
        const kinds = ['sentence', 'mention', 'polarity'] as const;
        for (const kind of kinds) {
          const rows = Object.entries({ ...figures.products, all: figures.all }).map(([name, values]) => [
            name,
            Object.fromEntries(Object.entries(values).filter(([figure]) => figure.startsWith(`${kind}_`))),
          ]);
          context.print(figuresTable(Object.fromEntries(rows)));
        }
      }),
    );
}
