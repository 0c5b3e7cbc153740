import { type Command, CommanderError } from 'commander';
import { type Config, loadConfig, UserError } from '../config/index.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { oneLine } from './visible.ts';
import { withoutValues } from './without-values.ts';

/** What every command is handed. */
export interface Context extends Terminal {
  readonly config: Config;
  readonly clock: () => Date;
  /** Whether `--json` was given: then standard output carries JSON alone. */
  readonly json: boolean;
}

/** The command's action, with the configuration loaded and every error turned into one line and an exit code: 1 for what the user can mend, 2 for a fault of ours. */
export function action<A extends unknown[]>(work: (context: Context, ...args: A) => Promise<void>) {
  return async (...args: unknown[]): Promise<void> => {
    const command = args.pop() as Command;
    const options = command.optsWithGlobals() as { config?: string; debug?: boolean; json?: boolean };
    try {
      const config = loadConfig(options.config ?? 'holdfast.yaml', options.config !== undefined, process.env);
      const terminal = createTerminal(process.stdout, process.stderr, () => performance.now());
      await work({ ...terminal, config, clock: () => new Date(), json: options.json === true }, ...(args as A));
    } catch (error) {
      report(error, options.debug === true);
    }
  };
}

/**
 * Prints an error as one line, with its stack only under `--debug`, and sets the exit code.
 * A user's error says the value that must be mended; any other may hold a customer's name or a key, and is told without values.
 */
export function report(error: unknown, debug: boolean): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
    return;
  }
  const users = error instanceof UserError;
  process.exitCode = users ? 1 : 2;
  if (users) console.error(`holdfast: ${oneLine(error.message)}`);
  else
    console.error(
      `holdfast failed: ${faultInWords(error)} (this is a fault of ours${debug ? '' : '; run it again with --debug to see where'})`,
    );
  if (debug && error instanceof Error) for (const frame of framesOf(error)) console.error(frame);
}

function faultInWords(error: unknown): string {
  if (!(error instanceof Error)) return withoutValues(String(error));
  const { name, message, code } = error as Error & { readonly code?: unknown };
  return [
    name,
    ...(typeof code === 'string' && /^[A-Z][A-Z_\d]+$/.test(code) ? [code] : []),
    withoutValues(message),
  ].join(' ');
}

/** Where it happened. The stack begins with the message, lines of which could be made to look like places. */
function framesOf({ stack = '', message }: Error): string[] {
  const from = stack.indexOf(message);
  const places = from < 0 ? [] : stack.slice(from + message.length).split('\n');
  return places.filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line));
}

/** A date from the command line: `2011-09-10` (midnight, UTC) or an ISO 8601 time with its offset. */
export function parseDate(option: string, text: string): Date {
  const date = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:?\d\d))?$/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw new UserError(`${option} takes a date like 2011-09-10 or a time like 2011-09-10T08:00:00Z, not “${text}”`);
  }
  return date;
}

/** A whole number from the command line, within limits. */
export function parseCount(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UserError(`${option} takes a whole number from ${least} to ${most}, not “${text}”`);
  }
  return value;
}
