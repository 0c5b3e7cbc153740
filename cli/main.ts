import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { report } from './command.ts';
import { addInit } from './init.ts';

/** Runs the command line `argv` (Node's own: the first two entries are the program). Sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  // “holdfast drafts list | head” closes the pipe early; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await build().parseAsync(argv);
  } catch (error) {
    report(error, argv.includes('--debug'));
  }
}

function build(): Command {
  const program = new Command('holdfast');
  program
    .description(
      'Predicts which of your customers are about to leave, recommends what each would love, and drafts the retention action that you approve.',
    )
    .version(version(), '-V, --version')
    .option('--config <file>', 'the settings file (default: holdfast.yaml in this folder, if there is one)')
    .option('--debug', 'show where an error happened')
    .showHelpAfterError('(run it with --help to see what it takes)')
    .exitOverride();
  for (const add of [addInit]) add(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** package.json stands one folder up in the repository, and two in the package, where this file lies in dist/cli. */
function version(): string {
  const manifest = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  return manifest ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : 'unknown';
}
