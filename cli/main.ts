import { Command } from 'commander';
import { report } from './command.ts';
import { version } from './version.ts';
import { oneLine } from './visible.ts';

/** Each command is loaded only when it is asked for: together they take seconds. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  init: async () => (await import('./init.ts')).addInit,
  ingest: async () => (await import('./ingest.ts')).addIngest,
  train: async () => (await import('./train.ts')).addTrain,
  evaluate: async () => (await import('./evaluate.ts')).addEvaluate,
  score: async () => (await import('./score.ts')).addScore,
  recommend: async () => (await import('./recommend.ts')).addRecommend,
  sentiment: async () => (await import('./sentiment.ts')).addSentiment,
  voc: async () => (await import('./voc.ts')).addVoc,
  draft: async () => (await import('./draft.ts')).addDraft,
  drafts: async () => (await import('./drafts.ts')).addDrafts,
  send: async () => (await import('./send.ts')).addSend,
  serve: async () => (await import('./serve.ts')).addServe,
  forget: async () => (await import('./forget.ts')).addForget,
  export: async () => (await import('./export.ts')).addExport,
  audit: async () => (await import('./audit.ts')).addAudit,
  demo: async () => (await import('./demo.ts')).addDemo,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
};

/** Runs the command line `argv` (Node's own: the first two entries are the program). Sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  // “holdfast drafts list | head” closes the pipe early; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const debug = argv.includes('--debug');
  // What is thrown where nobody waits for it: Node would print it with its values, and into a report of all settings where one is asked for.
  process.on('uncaughtException', (error) => {
    report(error, debug);
    process.exit();
  });
  try {
    await (await build(argv)).parseAsync(argv);
  } catch (error) {
    report(error, debug);
  }
}

async function build(argv: readonly string[]): Promise<Command> {
  const program = new Command('holdfast');
  program
    .description(
      'Predicts which of your customers are about to leave, recommends what each would love, and drafts the retention action that you approve.',
    )
    .version(version(), '-V, --version')
    .option('--config <file>', 'the settings file (default: holdfast.yaml in this folder, if there is one)')
    .option('--debug', 'show where an error happened')
    .showHelpAfterError('(run it with --help to see what it takes)')
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text.trimEnd().replace('\n(Did', ' (Did'))}\n`) })
    .exitOverride();
  const asked = argv.find((word, index) => index > 1 && word in commands && argv[index - 1] !== '--config');
  for (const load of asked ? [commands[asked]!] : Object.values(commands)) (await load())(program);
  overrideExit(program);
  return program;
}

/** Commander would end the process itself on a user's error, also below a subcommand. */
function overrideExit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError('(run it with --help to see what it takes)');
    overrideExit(child);
  }
}
