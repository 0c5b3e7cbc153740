import { setTimeout as wait } from 'node:timers/promises';
import { isBusy } from './store.ts';

const firstWait = 20;
const longestWait = 500;
const patience = 30_000;

/**
 * Does the work, and again while another process keeps the store's lock, for 30 s at most; then the error is thrown.
 * The waits yield, so that everything else goes on.
 */
export async function untilFree<T>(work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  for (let pause = firstWait; ; pause = Math.min(pause * 2, longestWait)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > patience) throw error;
      await wait(pause);
    }
  }
}
