import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type ChurnEvaluation,
  type ChurnFigures,
  churnReport,
  type evaluateChurn,
  evaluateChurnOverTime,
} from '../churn/index.ts';
import { UserError } from '../config/index.ts';
import { textFeelings, trainFromReviews } from '../sentiment/index.ts';
import { type Warehouse, withTemporaryWarehouse } from '../warehouse/index.ts';
import { action, type Context, parseCount, parseDate } from './command.ts';
import { figuresTable } from './figures-table.ts';
import { ingestInto } from './ingest.ts';

interface Options {
  readonly cutoff?: string;
  readonly horizon?: string;
  readonly mapping?: string;
  readonly report?: string;
}

export function addEvaluateChurn(evaluate: Command): void {
  evaluate
    .command('churn')
    .description(
      'how well it is foreseen who leaves and who spends, on time that was not learnt from, beside simpler rules',
    )
    .argument('<file>', "a shop's order file")
    .option(
      '--cutoff <date>',
      'what came before is learnt from, what comes after is foretold (default: one horizon before the last event)',
    )
    .option('--horizon <days>', 'left means: no order in this many days (default: the setting churn.horizon_days)')
    .option('--mapping <file>', 'a YAML file that says which column is what')
    .option('--report <file>', 'where the HTML report goes (default: reports/churn.html in the data folder)')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast evaluate churn orders.csv --cutoff 2011-09-10 --horizon 90')
    .action(
      action(async (context, file: string, options: Options) => {
        const horizonDays =
          options.horizon === undefined ? undefined : parseCount('--horizon', options.horizon, 7, 730);
        const cutoff = options.cutoff === undefined ? undefined : parseDate('--cutoff', options.cutoff);
        const evaluation = await withTemporaryWarehouse(async (warehouse) => {
          await ingestInto(context, warehouse, file, options);
          return evaluateIn(context, warehouse, evaluateChurnOverTime, { horizonDays, cutoff });
        });
        const path = await writeReport(
          evaluation,
          options.report ?? join(context.config.data_dir, 'reports', 'churn.html'),
        );
        if (context.json) return context.printJson(evaluation.figures);
        context.print(churnFiguresInWords(evaluation));
        for (const note of evaluation.notes) context.print(`  ${note}`);
        context.print(`Curves and plots: ${path}`);
      }),
    );
}

/** Trains on what came before the cutoff and tests on the horizon after it. */
export function evaluateIn(
  context: Context,
  warehouse: Warehouse,
  evaluate: typeof evaluateChurn,
  given: { readonly horizonDays?: number | undefined; readonly cutoff?: Date | undefined },
): Promise<ChurnEvaluation> {
  return context.step('testing churn on time it has not seen', (onProgress) =>
    evaluate(warehouse, {
      feelingsBefore: async (asOf) =>
        textFeelings(await trainFromReviews(warehouse, { asOf, seed: context.config.seed }), warehouse, { asOf }),
      horizonDays: given.horizonDays ?? context.config.churn.horizon_days,
      mostEvents: context.config.churn.most_events,
      seed: context.config.seed,
      onProgress,
      ...(given.cutoff ? { cutoff: given.cutoff } : {}),
    }),
  );
}

export function churnFiguresInWords({ figures }: { readonly figures: Omit<ChurnFigures, 'seconds'> }): string {
  const share = (figures.churn_rate * 100).toFixed(1);
  const alike =
    figures.churn_rate === 0 || figures.churn_rate === 1
      ? '\nAs they all did the same, nobody can be ranked: auc, pr_auc and lift10 are not known. Try an earlier --cutoff or a shorter --horizon.'
      : '';
  return `${figures.customers.toLocaleString('en')} customers, ${share} % left.${alike}\n${figuresTable({ holdfast: figures.holdfast, ...figures.baselines })}`;
}

export async function writeReport(evaluation: ChurnEvaluation, path: string): Promise<string> {
  const page = await churnReport(evaluation);
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(path, page);
  } catch (error) {
    throw new UserError(`the report ${path} cannot be written: ${(error as Error).message}`);
  }
  return path;
}
