import { Command } from 'commander';
import { action } from '../../cli/command.ts';
import { main } from '../../cli/main.ts';

/** A process that fails where it is told to, with the message that it is told. Its other words are those of the command line. */
const [where, ...words] = process.argv.slice(2);
const error = () =>
  Object.assign(new TypeError(process.env.MESSAGE), { code: 'ERR_CANARY', cause: process.env.MESSAGE });

if (where === 'step') {
  const program = new Command().option('--debug').exitOverride();
  program.command('work').action(
    action(({ step }) =>
      step('working', async (progress) => {
        progress(1, 2, 'rows');
        throw error();
      }),
    ),
  );
  await program.parseAsync(['work', ...words], { from: 'user' });
} else {
  await main(['node', 'holdfast', 'init', '--help', ...words]);
  if (where === 'timer')
    setTimeout(() => {
      throw error();
    }, 0);
  if (where === 'rejection') void Promise.reject(error());
  if (where === 'string')
    setTimeout(() => {
      throw process.env.MESSAGE;
    }, 0);
  // Long after the error; reached only when nothing ends the process.
  setTimeout(() => console.log('went on'), 60_000);
}
