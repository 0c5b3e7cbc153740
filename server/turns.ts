import { setTimeout as wait } from 'node:timers/promises';
import { StoreBusy, untilFree } from '../retention/index.ts';

/** How long an answer may take, in milliseconds: mail programs that unsubscribe do not wait for long. */
const patience = 3000;
const mostWaiting = 1000;

/** Writes to the store, one after another: each try at a locked store holds up everything else for a moment, so a hundred that wait must not try side by side. */
export interface Turns {
  /** Does the work when its turn comes and the store is free. Throws StoreBusy when that takes too long; the work is then still done if the store comes free within half a minute. */
  take<T>(work: () => T): Promise<T>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<unknown>;
}

export function openTurns(): Turns {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(work) {
      if (waiting >= mostWaiting) throw new StoreBusy(`${waiting} changes wait for the store`);
      waiting++;
      const turn = last.then(() => untilFree(work));
      last = turn.then(
        () => waiting--,
        () => waiting--,
      );
      const inTime = new AbortController();
      try {
        return await Promise.race([turn, tooLate(inTime.signal)]);
      } finally {
        inTime.abort();
      }
    },
    idle: () => last,
  };
}

async function tooLate(signal: AbortSignal): Promise<never> {
  // Aborted once the work is done: nobody waits for this any more.
  await wait(patience, undefined, { signal }).catch(() => {});
  throw new StoreBusy('the store was locked for too long');
}
