import type { Command } from 'commander';
import { type IngestReport, ingestFile, loadMapping, type Warehouse } from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { rejectAdvice } from './reject-advice.ts';
import { oneLine } from './visible.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly mapping?: string;
  readonly rejects?: string;
}

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .description("read a shop's file of orders and other events, of customers or of products")
    .argument('<file>', 'CSV or TSV, plain or gzipped')
    .option('--mapping <file>', 'a YAML file that says which column is what (known formats need none)')
    .option('--rejects <file>', 'where the rows go that cannot be read (default: in the data folder)')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ holdfast ingest orders.csv\n  $ holdfast ingest export.tsv.gz --mapping my-shop.yaml',
    )
    .action(
      action(async (context, file: string, options: Options) => {
        const report = await withWarehouse(context.config.data_dir, (warehouse) =>
          ingestInto(context, warehouse, file, options),
        );
        if (context.json) context.printJson(report);
        else context.print(ingestInWords(report));
      }),
    );
}

/** Reads a file into a warehouse under a progress line. */
export function ingestInto(
  context: Context,
  warehouse: Warehouse,
  file: string,
  options: Options,
): Promise<IngestReport> {
  return context.step(`reading ${file}`, (onProgress) =>
    ingestFile(warehouse, {
      path: file,
      onProgress,
      ...(options.mapping === undefined ? {} : { mapping: loadMapping(options.mapping) }),
      ...(options.rejects === undefined ? {} : { rejectsPath: options.rejects }),
    }),
  );
}

/** The counts in words: they add up, and every reason for a reject has its number, the first value, and what can be done. */
export function ingestInWords(report: IngestReport): string {
  const count = (value: number) => value.toLocaleString('en');
  if (report.unchanged) {
    const rejected =
      report.rejected === 0 ? '' : `, with ${count(report.rejected)} of ${count(report.read)} rows rejected`;
    return `${oneLine(report.source)} has been read before${rejected}: nothing was changed.`;
  }
  const lines = [
    `${count(report.read)} rows read = ${count(report.accepted)} accepted + ${count(report.duplicates)} duplicates + ${count(report.rejected)} rejected.`,
    ...Object.entries(report.reasons).flatMap(([reason, rows]) => {
      const example = report.examples[reason];
      const advice = rejectAdvice(reason, example);
      return [
        `  rejected ${count(rows)}: ${reason}${example === undefined ? '' : `, the first ${example}`}`,
        ...(advice === undefined ? [] : [`    ${advice}`]),
      ];
    }),
  ];
  if (report.rejectsFile) lines.push(`  Each rejected row stands with its line and reason in ${report.rejectsFile}`);
  return lines.map(oneLine).join('\n');
}
