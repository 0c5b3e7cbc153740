import { constants, copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import { action } from './command.ts';

export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a commented holdfast.yaml into this folder')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast init')
    .action(
      action(async (context) => {
        const path = resolve('holdfast.yaml');
        try {
          copyFileSync(new URL('../config/holdfast.example.yaml', import.meta.url), path, constants.COPYFILE_EXCL);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST')
            throw new UserError(`${path} is there already; nothing was changed`);
          throw new UserError(`${path} cannot be written: ${(error as Error).message}`);
        }
        if (context.json) context.printJson({ written: path });
        else
          context.print(`${path} is written. Every key in it may be left out. Next: holdfast ingest YOUR-ORDERS.csv`);
      }),
    );
}
