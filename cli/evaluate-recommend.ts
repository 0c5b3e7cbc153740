import { type Command, Option } from 'commander';
import { evaluateRecommend, type RecommendFigures } from '../embeddings/index.ts';
import { withTemporaryWarehouse } from '../warehouse/index.ts';
import { action, parseDate } from './command.ts';
import { type Figures, figuresTable } from './figures-table.ts';
import { ingestInto } from './ingest.ts';

interface Options {
  readonly protocol: 'time-split' | 'leave-last-out';
  readonly cutoff?: string;
  readonly mapping?: string;
}

export function addEvaluateRecommend(evaluate: Command): void {
  evaluate
    .command('recommend')
    .description('how well it is foreseen what each customer buys next, beside simpler rules')
    .argument('<file>', "a shop's order file, or one of ratings with a mapping")
    .addOption(
      new Option(
        '--protocol <name>',
        'time-split: the days after a cutoff; leave-last-out: the last thing of each customer',
      )
        .choices(['time-split', 'leave-last-out'])
        .default('time-split'),
    )
    .option('--cutoff <date>', 'for time-split (default: 90 days before the last event)')
    .option('--mapping <file>', 'a YAML file that says which column is what')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ holdfast evaluate recommend orders.csv --protocol time-split --cutoff 2011-09-10',
    )
    .action(
      action(async (context, file: string, options: Options) => {
        const cutoff = options.cutoff === undefined ? undefined : parseDate('--cutoff', options.cutoff);
        const figures = await withTemporaryWarehouse(async (warehouse) => {
          await ingestInto(context, warehouse, file, options);
          return context.step('testing recommendations', (onProgress) =>
            evaluateRecommend(warehouse, {
              protocol: options.protocol,
              seed: context.config.seed,
              onProgress,
              ...(cutoff ? { cutoff } : {}),
            }),
          );
        });
        if (context.json) context.printJson(figures);
        else context.print(inWords(figures));
      }),
    );
}

function inWords(figures: RecommendFigures): string {
  const models = { holdfast: figures.holdfast, ...figures.baselines };
  const flat = Object.entries(models).map(([model, values]) => [model, flatten(values)]);
  const counted = `${figures.users.toLocaleString('en')} customers, ${figures.items.toLocaleString('en')} products.`;
  return [
    counted,
    figuresTable(Object.fromEntries(flat)),
    ...calibrationInWords(figures),
    ...diversityInWords(figures),
  ].join('\n');
}

function diversityInWords({ diversity }: RecommendFigures): string[] {
  if (!diversity) return [];
  return [
    'With no more of one category than all, half (the default), three of the 20 places:',
    figuresTable(diversity),
  ];
}

function calibrationInWords({ users, calibration }: RecommendFigures): string[] {
  if (!calibration) return [];
  const errors = ({ new: fresh, any }: Figures) => `${fresh!.toFixed(3)} for new products, ${any!.toFixed(3)} for any`;
  return [
    'How far chances in the first 20 places are from what came true (expected calibration error, 10 bins):',
    `  of the chance to buy, over everybody who bought before: ${errors(calibration.everybody)}`,
    `  of the chance to buy if they order, over the ${users.toLocaleString('en')} who did: ${errors(calibration.ordering)}`,
  ];
}

/** `{new: {"recall@20": …}}` as `{"new recall@20": …}`. */
function flatten(values: Readonly<Record<string, number | Figures>>): Figures {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'number'
        ? [[name, value]]
        : Object.entries(value).map(([figure, number]) => [`${name} ${figure}`, number]),
    ),
  );
}
