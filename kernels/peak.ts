import type { Engine } from './engine.ts';

const peakJob = 3;
/** The bits of 0.5: the numbers that are multiplied and added, which stay in range. */
const half = 0x3f00_0000;
const chunks = 64;
const rounds = 20_000;
/** 8 chains of 4 lanes, a multiplication and an addition each. */
const operationsPerRound = 8 * 4 * 2;

/** The most floating-point operations a second that the engine's threads reach together, in GFLOP/s: registers only, the best of some tries. */
export function measurePeak(engine: Engine, clock: () => number): number {
  let best = 0;
  for (let attempt = 0; attempt < 40; attempt++) {
    const start = clock();
    engine.run([peakJob, rounds, half, half, 0], chunks);
    best = Math.max(best, (chunks * rounds * operationsPerRound) / (clock() - start) / 1e6);
  }
  return best;
}
