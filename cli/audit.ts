import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import { openStore, readAudit, verifyAudit } from '../retention/index.ts';
import { action } from './command.ts';
import { table } from './table.ts';

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('who approved, sent, suppressed and erased what');
  audit
    .command('list')
    .description('the log, oldest first')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast audit list')
    .action(
      action(async (context) => {
        const lines = withStore(context.config.data_dir, readAudit);
        if (context.json) return context.printJson(lines);
        const rows = lines.map(({ seq, time, actor, action, subject }) => [String(seq), time, actor, action, subject]);
        context.print(table(['', 'time', 'who', 'what', 'to what'], rows));
      }),
    );
  audit
    .command('verify')
    .description('compute the whole chain of hashes again; exit code 1 when a line was changed, added or removed')
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast audit verify')
    .action(
      action(async (context) => {
        const verdict = withStore(context.config.data_dir, verifyAudit);
        if (context.json) context.printJson(verdict);
        if (verdict.broken_at !== null)
          throw new UserError(
            `the audit log does not hold: line ${verdict.broken_at} does not follow from the one before`,
          );
        if (!context.json)
          context.print(
            `${verdict.lines} lines, all whole. Keep this elsewhere to see that none is missing later: ${verdict.head}`,
          );
      }),
    );
}

function withStore<T>(dataDir: string, work: (store: ReturnType<typeof openStore>) => T): T {
  const store = openStore(dataDir);
  try {
    return work(store);
  } finally {
    store.close();
  }
}
