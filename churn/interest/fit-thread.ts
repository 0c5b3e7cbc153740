import { parentPort } from 'node:worker_threads';
import type { CustomerWeeks } from './customer-weeks.ts';
import { fitInterest } from './fit-interest.ts';

/** What a thread is asked: a model fitted to these weeks. */
export interface FitRequest {
  readonly weeks: CustomerWeeks;
  readonly horizonDays: number;
  readonly seed: number;
}

parentPort!.on('message', ({ weeks, horizonDays, seed }: FitRequest) =>
  parentPort!.postMessage(fitInterest(weeks, horizonDays, seed)),
);
