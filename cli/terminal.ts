import type { Progress } from '../config/index.ts';
import { oneLine, visible } from './visible.ts';

/** Where a command speaks: results on standard output, everything about the work itself on standard error. */
export interface Terminal {
  /** One line, or several, of the result. */
  print(text: string): void;
  /** The whole result as JSON, for programs. */
  printJson(value: unknown): void;
  /** Runs a step under a name, with a line that shows its count, its time and, while it runs, the time left. */
  step<T>(name: string, work: (progress: Progress) => Promise<T>): Promise<T>;
}

const secondsBetweenLines = 5;

/** The terminal over two streams. On a real terminal a step's line is rewritten; in a log it is repeated every few seconds. */
export function createTerminal(output: NodeJS.WriteStream, log: NodeJS.WriteStream, clock: () => number): Terminal {
  return {
    print: (text) => void output.write(`${visible(text)}\n`),
    printJson: (value) => void output.write(`${visible(JSON.stringify(value, null, 2))}\n`),
    async step(named, work) {
      const name = oneLine(named);
      const started = clock();
      let shown = started;
      let counts = '';
      // What is left is told by the pace of what is counted now: a step may count one thing after another.
      let counted = '';
      let since = started;
      let last = started;
      const result = await work((done, total, unit) => {
        counts = ` ${count(done)} of ${count(total)} ${unit}`;
        const now = clock();
        if (unit !== counted) since = last;
        counted = unit;
        last = now;
        if (now - shown < (log.isTTY ? 100 : secondsBetweenLines * 1000)) return;
        shown = now;
        const left = done > 0 ? ((now - since) / done) * (total - done) : undefined;
        const line = `${name}:${counts}, ${seconds(now - started)}${left === undefined ? '' : `, about ${seconds(left)} left`}`;
        log.write(log.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
      });
      log.write(
        `${log.isTTY ? '\r' : ''}${name}: done${counts ? `,${counts}` : ''}, ${seconds(clock() - started)}${log.isTTY ? '\u001b[K' : ''}\n`,
      );
      return result;
    },
  };
}

const count = (value: number) => value.toLocaleString('en');
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;
