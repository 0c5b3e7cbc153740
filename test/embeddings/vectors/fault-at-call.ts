import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The calls of a write that change the disk, or make sure of it. */
const calls = ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync', 'rmSync'] as const;

export interface Faults {
  /** From now on the `number`th call (from 1) does `fault` in place of its work. */
  at(number: number, fault: () => void): void;
  /** Calls since `at`. */
  readonly count: number;
}

/** Puts faults into `node:fs` for this whole process: only for programs that are started for it. */
export function faultyDisk(): Faults {
  let count = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let fault = () => {};
  const room = fs as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of calls) {
    const real = room[name]!;
    room[name] = (...given) => {
      count++;
      if (count === wanted) fault();
      return real(...given);
    };
  }
  syncBuiltinESMExports();
  return {
    get count() {
      return count;
    },
    at(number, does) {
      count = 0;
      wanted = number;
      fault = does;
    },
  };
}
